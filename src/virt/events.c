#include "virt/events.h"

#include <glib-unix.h>
#include <libvirt/libvirt.h>

/* A handle or a timer that libvirt wants to be told about. Libvirt registers from any thread; what is here is guarded by the lock
 * except for the callbacks, which never change. */
typedef struct Watcher {
  int id;
  GSource *source; /* NULL while it is switched off */
  int fd;          /* -1: a timer */
  virEventHandleCallback on_handle;
  virEventTimeoutCallback on_timeout;
  gpointer opaque;
  virFreeCallback free_opaque;
} Watcher;

static GMutex lock;
static GMainContext *context;
static GHashTable *watchers; /* id -> Watcher */
static int last_id;

static GIOCondition condition_of(int events)
{
  return ((events & VIR_EVENT_HANDLE_READABLE) ? G_IO_IN : 0) | ((events & VIR_EVENT_HANDLE_WRITABLE) ? G_IO_OUT : 0) |
         ((events & VIR_EVENT_HANDLE_ERROR) ? G_IO_ERR : 0) | ((events & VIR_EVENT_HANDLE_HANGUP) ? G_IO_HUP : 0);
}

static int events_of(GIOCondition condition)
{
  return ((condition & G_IO_IN) ? VIR_EVENT_HANDLE_READABLE : 0) | ((condition & G_IO_OUT) ? VIR_EVENT_HANDLE_WRITABLE : 0) |
         ((condition & (G_IO_ERR | G_IO_NVAL)) ? VIR_EVENT_HANDLE_ERROR : 0) | ((condition & G_IO_HUP) ? VIR_EVENT_HANDLE_HANGUP : 0);
}

static gboolean handle_ready(gint fd, GIOCondition condition, gpointer data)
{
  const Watcher *watcher = data;
  watcher->on_handle(watcher->id, fd, events_of(condition), watcher->opaque);
  return G_SOURCE_CONTINUE;
}

static gboolean timer_ran_out(gpointer data)
{
  const Watcher *watcher = data;
  watcher->on_timeout(watcher->id, watcher->opaque);
  return G_SOURCE_CONTINUE;
}

static void switch_off(Watcher *watcher)
{
  if (watcher->source == NULL)
    return;
  g_source_destroy(watcher->source);
  g_clear_pointer(&watcher->source, g_source_unref);
}

static void switch_on(Watcher *watcher, GSource *source, GSourceFunc callback)
{
  g_source_set_callback(source, callback, watcher, NULL);
  watcher->source = source;
  g_source_attach(source, context);
}

static void set_handle(Watcher *watcher, int events)
{
  switch_off(watcher);
  if (events != 0)
    switch_on(watcher, g_unix_fd_source_new(watcher->fd, condition_of(events)), G_SOURCE_FUNC(handle_ready));
}

static void set_timer(Watcher *watcher, int interval_ms)
{
  switch_off(watcher);
  if (interval_ms >= 0)
    switch_on(watcher, g_timeout_source_new((guint)interval_ms), timer_ran_out);
}

static Watcher *watcher_new(gpointer opaque, virFreeCallback free_opaque)
{
  Watcher *watcher = g_new0(Watcher, 1);
  watcher->id = ++last_id;
  watcher->fd = -1;
  watcher->opaque = opaque;
  watcher->free_opaque = free_opaque;
  g_hash_table_insert(watchers, GINT_TO_POINTER(watcher->id), watcher);
  return watcher;
}

static int add_handle(int fd, int events, virEventHandleCallback callback, void *opaque, virFreeCallback free_opaque)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&lock);
  Watcher *watcher = watcher_new(opaque, free_opaque);
  watcher->fd = fd;
  watcher->on_handle = callback;
  set_handle(watcher, events);
  return watcher->id;
}

static int add_timer(int interval_ms, virEventTimeoutCallback callback, void *opaque, virFreeCallback free_opaque)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&lock);
  Watcher *watcher = watcher_new(opaque, free_opaque);
  watcher->on_timeout = callback;
  set_timer(watcher, interval_ms);
  return watcher->id;
}

static void update_handle(int id, int events)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&lock);
  Watcher *watcher = g_hash_table_lookup(watchers, GINT_TO_POINTER(id));
  if (watcher != NULL && watcher->fd >= 0)
    set_handle(watcher, events);
}

static void update_timer(int id, int interval_ms)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&lock);
  Watcher *watcher = g_hash_table_lookup(watchers, GINT_TO_POINTER(id));
  if (watcher != NULL && watcher->fd < 0)
    set_timer(watcher, interval_ms);
}

/* On the events' thread, where none of its callbacks can be running, and with none of libvirt's locks held. */
static gboolean release(gpointer data)
{
  Watcher *watcher = data;
  if (watcher->free_opaque != NULL)
    watcher->free_opaque(watcher->opaque);
  g_free(watcher);
  return G_SOURCE_REMOVE;
}

static int remove_watcher(int id)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&lock);
  Watcher *watcher = g_hash_table_lookup(watchers, GINT_TO_POINTER(id));
  if (watcher == NULL)
    return -1;
  g_hash_table_remove(watchers, GINT_TO_POINTER(id));
  switch_off(watcher);
  g_autoptr(GSource) source = g_idle_source_new();
  g_source_set_priority(source, G_PRIORITY_DEFAULT);
  g_source_set_callback(source, release, watcher, NULL);
  g_source_attach(source, context);
  return 0;
}

static gpointer run(gpointer data)
{
  while (TRUE)
    g_main_context_iteration(context, TRUE);
  return NULL;
}

void events_start(void)
{
  context = g_main_context_new();
  watchers = g_hash_table_new(NULL, NULL);
  virEventRegisterImpl(add_handle, update_handle, remove_watcher, add_timer, update_timer, remove_watcher);
  g_thread_unref(g_thread_new("virt-events", run, NULL));
}
