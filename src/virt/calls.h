/* Which calls of libvirt are logged: all of ours that change something or steer. Included by virt/handles.h, these stand in the place of
 * the functions themselves, so that no caller can forget. A new call of that kind gets a line here. */
#pragma once

#include "virt/log.h"

/* BEGIN makes the LogCall; FAILED compares the result. A macro is not expanded within itself: CALL is libvirt's own function. */
#define LOGGED(begin, call, is_ok) \
  __extension__({ \
    LogCall log_of_call = begin; \
    __auto_type log_of_result = call; \
    log_result(&log_of_call, log_of_result is_ok); \
    log_of_result; \
  })

#define OF_DOMAIN(function, domain) log_domain_call(#function, domain)
#define OF_POOL(function, pool) log_call(#function, virStoragePoolGetConnect(pool), virStoragePoolGetName(pool))
#define OF_VOLUME(function, volume) log_call(#function, virStorageVolGetConnect(volume), virStorageVolGetName(volume))
#define OF_SNAPSHOT(function, snapshot) log_call(#function, virDomainSnapshotGetConnect(snapshot), virDomainSnapshotGetName(snapshot))

#define DOMAIN_CALL(function, domain, ...) LOGGED(OF_DOMAIN(function, domain), function(domain, ##__VA_ARGS__), == 0)

#define virDomainAbortJob(domain) DOMAIN_CALL(virDomainAbortJob, domain)
#define virDomainAbortJobFlags(domain, ...) DOMAIN_CALL(virDomainAbortJobFlags, domain, __VA_ARGS__)
#define virDomainBlockCopy(domain, ...) DOMAIN_CALL(virDomainBlockCopy, domain, __VA_ARGS__)
#define virDomainBlockJobAbort(domain, ...) DOMAIN_CALL(virDomainBlockJobAbort, domain, __VA_ARGS__)
#define virDomainBlockJobSetSpeed(domain, ...) DOMAIN_CALL(virDomainBlockJobSetSpeed, domain, __VA_ARGS__)
#define virDomainDestroyFlags(domain, ...) DOMAIN_CALL(virDomainDestroyFlags, domain, __VA_ARGS__)
#define virDomainMigrateSetMaxDowntime(domain, ...) DOMAIN_CALL(virDomainMigrateSetMaxDowntime, domain, __VA_ARGS__)
#define virDomainMigrateSetMaxSpeed(domain, ...) DOMAIN_CALL(virDomainMigrateSetMaxSpeed, domain, __VA_ARGS__)
#define virDomainMigrateStartPostCopy(domain, ...) DOMAIN_CALL(virDomainMigrateStartPostCopy, domain, __VA_ARGS__)
#define virDomainMigrateToURI3(domain, ...) DOMAIN_CALL(virDomainMigrateToURI3, domain, __VA_ARGS__)
#define virDomainMigrate3(domain, ...) LOGGED(OF_DOMAIN(virDomainMigrate3, domain), virDomainMigrate3(domain, __VA_ARGS__), != NULL)
#define virDomainResume(domain) DOMAIN_CALL(virDomainResume, domain)
#define virDomainSetAutostart(domain, ...) DOMAIN_CALL(virDomainSetAutostart, domain, __VA_ARGS__)
#define virDomainSuspend(domain) DOMAIN_CALL(virDomainSuspend, domain)
#define virDomainUndefineFlags(domain, ...) DOMAIN_CALL(virDomainUndefineFlags, domain, __VA_ARGS__)
#define virDomainSnapshotCreateXML(domain, ...) \
  LOGGED(OF_DOMAIN(virDomainSnapshotCreateXML, domain), virDomainSnapshotCreateXML(domain, __VA_ARGS__), != NULL)

#define virDomainCreateXML(connection, ...) \
  LOGGED(log_call("virDomainCreateXML", connection, NULL), virDomainCreateXML(connection, __VA_ARGS__), != NULL)
#define virDomainDefineXML(connection, ...) \
  LOGGED(log_call("virDomainDefineXML", connection, NULL), virDomainDefineXML(connection, __VA_ARGS__), != NULL)

#define virDomainSnapshotDelete(snapshot, ...) \
  LOGGED(OF_SNAPSHOT(virDomainSnapshotDelete, snapshot), virDomainSnapshotDelete(snapshot, __VA_ARGS__), == 0)

#define virStoragePoolRefresh(pool, ...) LOGGED(OF_POOL(virStoragePoolRefresh, pool), virStoragePoolRefresh(pool, __VA_ARGS__), == 0)
#define virStorageVolCreateXML(pool, ...) LOGGED(OF_POOL(virStorageVolCreateXML, pool), virStorageVolCreateXML(pool, __VA_ARGS__), != NULL)
#define virStorageVolDelete(volume, ...) LOGGED(OF_VOLUME(virStorageVolDelete, volume), virStorageVolDelete(volume, __VA_ARGS__), == 0)
#define virStorageVolDownload(volume, ...) LOGGED(OF_VOLUME(virStorageVolDownload, volume), virStorageVolDownload(volume, __VA_ARGS__), == 0)
#define virStorageVolUpload(volume, ...) LOGGED(OF_VOLUME(virStorageVolUpload, volume), virStorageVolUpload(volume, __VA_ARGS__), == 0)

#define virStreamAbort(stream) LOGGED(log_call("virStreamAbort", NULL, "stream"), virStreamAbort(stream), == 0)
#define virStreamFinish(stream) LOGGED(log_call("virStreamFinish", NULL, "stream"), virStreamFinish(stream), == 0)
