#include <libbfio.h>
