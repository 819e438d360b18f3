#pragma once
#include "CSandbox.h"

/* Each returns NULL, or the name of the step that failed with errno set. */
const char *csandbox_restrict_files(const csandbox_policy *policy, int abi);
const char *csandbox_restrict_calls(void);
