#include <libbfio.h>
#include <libregf.h>
