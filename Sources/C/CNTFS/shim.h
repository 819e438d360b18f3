#include <ntfs-3g/volume.h>
