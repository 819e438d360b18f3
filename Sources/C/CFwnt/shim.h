#include <libfwnt.h>
