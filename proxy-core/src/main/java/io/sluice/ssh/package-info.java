/// SSH on both sides of the proxy, over Apache MINA SSHD: the server that clients speak with, the client that speaks
/// with backends, and what passes between them after the login, packet by packet. Which backend it is, and whether
/// somebody may log in, is decided elsewhere.
///
/// MINA does key exchanges, encryption and framing. Connections are ours ([SshSocket]), and so are both services that
/// run over them: the one that lets in, and the one that has channels.
package io.sluice.ssh;
