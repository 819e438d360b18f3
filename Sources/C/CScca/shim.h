#include <libbfio.h>
#include <libscca.h>
