// The headers of ntfs-3g do not include what they need.
#include <stdarg.h>
#include <stdio.h>
#include <ntfs-3g/volume.h>
