package dev.patchwave.transfer;

import java.net.URI;

class ScriptedDialbackTest extends DialbackContract {
    @Override
    Dialback dialback() {
        return new ScriptedDialback().reaching(served());
    }

    @Override
    URI served() {
        return URI.create("http://10.0.0.1:80");
    }

    @Override
    URI refused() {
        return URI.create("http://10.0.0.2:80");
    }

    @Override
    URI silent() {
        return URI.create("http://10.0.0.3:80");
    }
}
