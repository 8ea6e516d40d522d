/// Directory listings: the lines of `LIST` as servers write them, and the facts of `MLSD` (RFC 3659 §7) made of them.
/// No I/O, no configuration, JDK only. Names are bytes and stay what they are.
package io.sluice.ftp.listing;
