/* A folder for the things of one test. */
#pragma once

/* Makes it below the machine's temporary folder. Returns its path. */
char *folder_new(void);

/* Removes it with all that is in it, and frees PATH. */
void folder_free(char *path);
