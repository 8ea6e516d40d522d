package io.sluice.server;

import io.sluice.net.Resolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A name service that knows what it is told, and counts the questions for names of addresses.
final class Names implements Resolver {
    private final Map<String, List<InetAddress>> forward = new ConcurrentHashMap<>();
    private final Map<InetAddress, String> reverse = new ConcurrentHashMap<>();
    final AtomicInteger reverseQuestions = new AtomicInteger();

    void knows(String name, String... addresses) {
        forward.put(name, Arrays.stream(addresses).map(InetAddress::ofLiteral).toList());
    }

    void calls(String address, String name) {
        reverse.put(InetAddress.ofLiteral(address), name);
    }

    @Override
    public List<InetAddress> addresses(String name) throws UnknownHostException {
        return Optional.ofNullable(forward.get(name)).orElseThrow(() -> new UnknownHostException(name));
    }

    @Override
    public String name(InetAddress address) throws UnknownHostException {
        reverseQuestions.incrementAndGet();
        return Optional.ofNullable(reverse.get(address))
                .orElseThrow(() -> new UnknownHostException(address.getHostAddress()));
    }
}
