package io.sluice.admin;

import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.config.DirectiveTable;
import java.io.IOException;

/// What only the gateway as a whole can do.
public interface Life {

    /// The directives that a configuration may have.
    DirectiveTable directives();

    /// Puts a configuration in force; on an exception the old one stays.
    void use(Configuration configuration) throws ConfigurationException, IOException;

    /// Reads the configuration again and puts it in force; on an exception the old one stays.
    void restart() throws ConfigurationException, IOException;

    /// Ends the gateway, and the program around it if it is nothing but that. Returns at once.
    void shutdown();
}
