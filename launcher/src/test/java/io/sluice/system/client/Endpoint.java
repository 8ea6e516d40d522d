package io.sluice.system.client;

import io.sluice.system.peer.Account;
import io.sluice.system.peer.FtpServer;

/// Where a client goes, as whom, and the folder it changes to after login; the folder is empty or ends with a slash.
public record Endpoint(String host, int port, Account account, String folder) {
    public static Endpoint local(int port, FtpServer server) {
        return new Endpoint("127.0.0.1", port, server.account(), server.folder());
    }

    public Endpoint withPassword(String password) {
        return new Endpoint(host, port, new Account(account.name(), password), folder);
    }
}
