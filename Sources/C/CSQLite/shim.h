#include <sqlite3.h>

// sqlite3_db_config is variadic, which Swift does not call: the on/off options, typed.
static inline int winnow_sqlite_switch(sqlite3 *database, int option, int on) {
    return sqlite3_db_config(database, option, on, (int *)0);
}
