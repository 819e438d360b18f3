#include "CSleuthKit.h"
