package io.sluice.net;

import java.net.InetAddress;
import java.util.List;

/// One SRV record (RFC 2782).
///
/// @param target a host name without its final dot; empty if the record says that there is no such service
/// @param addresses those of the target, if the answer had them along
public record ServiceRecord(int priority, int weight, int port, String target, List<InetAddress> addresses) {
    public ServiceRecord {
        addresses = List.copyOf(addresses);
    }
}
