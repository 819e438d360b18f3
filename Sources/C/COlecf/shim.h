#include <libbfio.h>
#include <libolecf.h>
