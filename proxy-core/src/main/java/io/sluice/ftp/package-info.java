/// FTP on the wire: commands, replies, the addresses and features they carry. No I/O, no configuration, JDK only.
///
/// Text of the wire is kept as strings in which every char is one byte (ISO 8859-1), so that names in any encoding pass
/// through unchanged; [WireText] turns it into what people read.
package io.sluice.ftp;
