package io.sluice;

import io.sluice.admin.ControlsDirectives;
import io.sluice.admin.RunDirectory;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheProvider;
import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.config.ConfigurationReader;
import io.sluice.config.DirectiveTable;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.module.CacheModule;
import io.sluice.module.ServerModule;
import io.sluice.server.ServerOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/// Everything a gateway needs to know, checked: read from a `proftpd.conf`, or built in code.
public final class GatewaySettings {
    private final Configuration configuration;
    private final List<ServerModule> modules;
    private final FileOptions options;

    private GatewaySettings(Configuration configuration, List<ServerModule> modules, FileOptions options) {
        this.configuration = configuration;
        this.modules = List.copyOf(modules);
        this.options = options;
    }

    /// Where the system log goes.
    public enum LogTarget {
        /// Standard error, whatever `SystemLog` says.
        STANDARD_ERROR,
        /// Nowhere.
        NOTHING,
        /// As configured; standard error where nothing is.
        CONFIGURED,
        /// The platform logger `io.sluice`, for gateways within a program that has a log.
        PLATFORM
    }

    /// What stands beside a configuration file, much of it from the command line.
    ///
    /// @param defines the names of `-D`, for `<IfDefine>`
    /// @param presentModules names such as `mod_tls.c` that `LoadModule` and `<IfModule>` find present
    /// @param environment for `%{env:NAME}`
    /// @param serverAddress the main server's address where it has no `DefaultAddress`
    /// @param collisionsFatal whether two servers on one address and port are an error
    /// @param debugLevel shows debug lines up to that level, whatever the file says
    public record FileOptions(
            Set<String> defines,
            Set<String> presentModules,
            Map<String, String> environment,
            Optional<String> serverAddress,
            boolean ipv4,
            boolean ipv6,
            boolean collisionsFatal,
            OptionalInt debugLevel,
            LogTarget logTarget) {
        public FileOptions {
            defines = Set.copyOf(defines);
            presentModules = Set.copyOf(presentModules);
            environment = Map.copyOf(environment);
        }

        ServerOptions server() {
            return new ServerOptions(serverAddress, ipv4, ipv6, collisionsFatal);
        }
    }

    /// Reads and checks a file; all its problems are in the exception.
    public static GatewaySettings read(Path file, List<ServerModule> modules, FileOptions options)
            throws ConfigurationException {
        return new GatewaySettings(
                ConfigurationReader.read(file, checkedTable(modules), inputs(options)), modules, options);
    }

    /// The directives of modules that do not have any of each other's.
    private static DirectiveTable checkedTable(List<ServerModule> modules) throws ConfigurationException {
        checkStores(modules);
        try {
            return table(modules);
        } catch (IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    private static ConfigurationException unusable(Exception failure) {
        return new ConfigurationException(
                List.of(new Problem(Problem.Severity.ERROR, Position.CODE, "fatal: " + failure.getMessage())));
    }

    /// Names of stores and of their options belong to one provider each.
    private static void checkStores(List<ServerModule> modules) throws ConfigurationException {
        try {
            CacheProvider.byName(modules.stream()
                    .flatMap(module -> module.cacheProviders().stream())
                    .toList());
        } catch (CacheException e) {
            throw unusable(e);
        }
    }

    private static ConfigurationReader.Inputs inputs(FileOptions options) {
        return new ConfigurationReader.Inputs(options.defines(), options.presentModules(), options.environment());
    }

    /// The directives that the core and these modules know.
    public static DirectiveTable table(List<ServerModule> modules) {
        return CoreDirectives.with(modules);
    }

    /// The modules of the reference that the core itself stands for.
    public static Set<String> coreModules() {
        return CoreDirectives.MODULES;
    }

    /// Begins settings in code.
    public static Builder builder() {
        return new Builder();
    }

    /// What was worth a warning when the settings were read.
    public List<Problem> warnings() {
        return configuration.warnings();
    }

    /// Where the control socket is under these settings, if they have one; empty where no directive names a place and
    /// there is none by default.
    public Optional<Path> controlSocket() {
        return configuration.main().directives().find(ControlsDirectives.SOCKET).or(RunDirectory::socket);
    }

    Configuration configuration() {
        return configuration;
    }

    List<ServerModule> modules() {
        return modules;
    }

    FileOptions options() {
        return options;
    }

    /// Settings in code. What has no method here is set by its directive.
    public static final class Builder {
        private final List<String> lines = new ArrayList<>();
        private final List<ServerModule> modules = new ArrayList<>();
        private LogTarget logTarget = LogTarget.PLATFORM;

        private Builder() {}

        /// Listens on that address alone; port 0 is no address to listen on.
        public Builder listen(InetSocketAddress address) {
            return directive("SocketBindTight", "on")
                    .directive("DefaultAddress", address.getAddress().getHostAddress())
                    .directive("Port", Integer.toString(address.getPort()));
        }

        /// Proxies to these backends (`ftp://host[:port]`) in turn. What must outlive the process is kept in `tables`.
        public Builder reverse(Path tables, List<String> backends) {
            return directive("ProxyEngine", "on")
                    .directive("ProxyTables", tables.toAbsolutePath().toString())
                    .directive("ProxyRole", "reverse")
                    .directive("ProxyReverseServers", backends.toArray(String[]::new));
        }

        /// Sets a directive of the main server, by name and arguments as a file would have them.
        public Builder directive(String name, String... arguments) {
            lines.add(name
                    + Arrays.stream(arguments)
                            .map(word -> " \"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                            .collect(Collectors.joining()));
            return this;
        }

        public Builder module(ServerModule module) {
            modules.add(module);
            return this;
        }

        /// Adds a kind of shared store.
        public Builder store(CacheProvider provider) {
            return module(new CacheModule(List.of(provider)));
        }

        /// Adds every kind of shared store that is found on the class path, or in the modules beside the core.
        public Builder presentStores() {
            CacheModule.present().forEach(this::module);
            return this;
        }

        /// Where the system log goes; the platform logger if nothing is said.
        public Builder log(LogTarget target) {
            logTarget = target;
            return this;
        }

        /// Checks the settings; all problems are in the exception.
        public GatewaySettings build() throws ConfigurationException {
            var present = new HashSet<>(coreModules());
            modules.forEach(module -> present.addAll(module.standsFor()));
            var options = new FileOptions(
                    Set.of(), present, Map.of(), Optional.empty(), true, true, false, OptionalInt.empty(), logTarget);
            return new GatewaySettings(
                    ConfigurationReader.readText(
                            "<code>", String.join("\n", lines) + "\n", checkedTable(modules), inputs(options)),
                    modules,
                    options);
        }
    }
}
