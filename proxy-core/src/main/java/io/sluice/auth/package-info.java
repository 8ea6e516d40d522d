/// Users and groups of the proxy's own authentication: where they are kept, and whether a login is theirs.
///
/// Names, homes and passwords are wire text. May call [io.sluice.config] and [io.sluice.ftp]; hides the libraries that
/// check hashes, whose classes load only when a hash is checked.
package io.sluice.auth;
