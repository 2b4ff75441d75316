/* A shell command in lines that can be pasted as they stand. Pure. */
#pragma once

#include <glib.h>

/* COMMAND in lines of at most COLUMNS. It is broken at spaces that part its words, where the next line may be indented: such a line
 * begins with a space here, and two columns more. A word that is longer is broken too, its quotes closed and opened again: the rest
 * of it must stand in the first column, and begins with no space. Free with g_strfreev(). */
char **shell_wrap(const char *command, int columns);
