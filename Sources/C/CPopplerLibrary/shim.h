/* C++ only: used by the shim, which includes what it needs. */
