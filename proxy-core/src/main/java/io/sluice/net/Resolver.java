package io.sluice.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// The system's name service. Every question may block for as long as the network likes: [HostNames] bounds them.
public interface Resolver {
    List<InetAddress> addresses(String name) throws UnknownHostException;

    /// The name recorded for an address, confirmed or not.
    String name(InetAddress address) throws UnknownHostException;

    /// The SRV records under a name exactly as given.
    default Records<ServiceRecord> services(String name) throws IOException {
        return Records.none();
    }

    /// The A records under a name exactly as given.
    default Records<InetAddress> hostRecords(String name) throws IOException {
        return Records.none();
    }

    /// The TXT records under a name exactly as given.
    default Records<String> texts(String name) throws IOException {
        return Records.none();
    }

    /// `/etc/hosts` and the DNS, as the operating system is set up.
    Resolver SYSTEM = new Resolver() {
        @Override
        public List<InetAddress> addresses(String name) throws UnknownHostException {
            return List.of(InetAddress.getAllByName(name));
        }

        @Override
        public String name(InetAddress address) throws UnknownHostException {
            // A fresh address without a name, so that the JDK asks.
            var name = InetAddress.getByAddress(address.getAddress()).getHostName();
            if (Addresses.literal(name).isPresent()) {
                throw new UnknownHostException("no name for " + Addresses.text(address));
            }
            return name;
        }

        @Override
        public Records<ServiceRecord> services(String name) throws IOException {
            return DnsQuestion.services(name);
        }

        @Override
        public Records<InetAddress> hostRecords(String name) throws IOException {
            return DnsQuestion.hostRecords(name);
        }

        @Override
        public Records<String> texts(String name) throws IOException {
            return DnsQuestion.texts(name);
        }
    };
}
