/// What is written down: the system log, traces, and the records of commands, transfers and sessions.
///
/// May call [io.sluice.module], [io.sluice.config] and [io.sluice.ftp]. No line is written by the thread that has
/// something to say: [LogFiles] queues it and one thread writes.
package io.sluice.log;
