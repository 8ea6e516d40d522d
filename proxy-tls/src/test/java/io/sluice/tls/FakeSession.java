package io.sluice.tls;

import io.sluice.module.SessionView;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A session of which only the client is known. The last event that it raises is the note `event`.
///
/// @param events all that it has raised
public record FakeSession(
        SessionView view, Map<String, String> notes, Map<String, String> environment, List<String> events) {

    /// @param name the client's by reverse DNS
    public static FakeSession of(String address, String name) {
        var notes = new HashMap<String, String>();
        var environment = new HashMap<String, String>();
        var events = new ArrayList<String>();
        var view = (SessionView) Proxy.newProxyInstance(
                FakeSession.class.getClassLoader(),
                new Class<?>[] {SessionView.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "client" -> new InetSocketAddress(InetAddress.ofLiteral(address), 40_000);
                    case "clientName" -> name;
                    case "notes" -> notes;
                    case "environment" -> environment;
                    case "raise" -> {
                        notes.put("event", arguments[0].toString());
                        events.add(arguments[0].toString());
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return new FakeSession(view, notes, environment, events);
    }

    public static FakeSession of() {
        return of("192.0.2.7", "client.example.com");
    }
}
