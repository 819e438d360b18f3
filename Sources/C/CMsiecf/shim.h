#include <libbfio.h>
#include <libmsiecf.h>
