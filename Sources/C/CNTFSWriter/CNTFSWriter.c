#include "CNTFSWriter.h"
