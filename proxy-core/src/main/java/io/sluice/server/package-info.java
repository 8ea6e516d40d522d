/// Listeners, virtual hosts and the life of the whole server.
///
/// [io.sluice.server.Setup] is everything made of one configuration; [io.sluice.server.Server] runs one setup after
/// another on the same listening sockets.
package io.sluice.server;
