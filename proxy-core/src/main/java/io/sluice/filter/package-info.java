/// The core's own checks on sessions: sizes, filters, rates, counts and notices.
///
/// Each is a [io.sluice.module.SessionFilter] that reads the directives of the session's server at the moment it is
/// asked, so one instance serves every session. The first step of a refusal is the sentence for the log. May call
/// [io.sluice.module], [io.sluice.config], [io.sluice.ftp] and [io.sluice.net].
package io.sluice.filter;
