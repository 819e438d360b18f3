#include <libbfio.h>
#include <liblnk.h>
