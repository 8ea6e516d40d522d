package io.sluice.tls;

import io.sluice.module.peers.NewSession;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A session of which only the client is known. The last event that it raises is the note `event`.
///
/// @param events all that it has raised
public record FakeSession(Map<String, String> notes, Map<String, String> environment, List<String> events)
        implements NewSession {

    public static FakeSession of() {
        return new FakeSession(new HashMap<>(), new HashMap<>(), new ArrayList<>());
    }

    @Override
    public InetSocketAddress client() {
        return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 40_000);
    }

    @Override
    public String clientName() {
        return "client.example.com";
    }

    @Override
    public void raise(String event) {
        notes.put("event", event);
        events.add(event);
    }
}
