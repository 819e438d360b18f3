#include <libbfio.h>
#include <libevtx.h>
