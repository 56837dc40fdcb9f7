"""What shows the value of a port: each viewer one small module behind the protocol in `viewing`.

A viewer takes a value in and shows it; it knows neither run nor document, loads nothing from a network,
and never imports a package only to show what the package has made. Those that are there are on `shelf`;
installed packages add theirs by the entry point `backcast.viewers`.
"""
