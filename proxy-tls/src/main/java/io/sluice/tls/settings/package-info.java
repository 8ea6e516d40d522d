/// What the directives of TLS say: their table, and the settings that are made of them once for each server.
///
/// May call [io.sluice.tls.keys] and [io.sluice.tls.suites]. Knows no TLS library.
package io.sluice.tls.settings;
