#include <libbfio.h>
#include <libesedb.h>
