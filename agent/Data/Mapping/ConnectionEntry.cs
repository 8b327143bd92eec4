namespace FedOnco.Agent.Data.Mapping;

/// <summary>A database server of this centre, as `connections:` of the catalogue describes it. The password is never part of it.</summary>
/// <param name="Name">How datasets refer to it.</param>
/// <param name="Host">Name, address or socket folder.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Database">Database.</param>
/// <param name="User">A role that can only read.</param>
/// <param name="PasswordFile">Absolute path of a file that only the agent's user can read; empty where there is none.</param>
/// <param name="PasswordVariable">Environment variable that holds the password; empty where there is none.</param>
/// <param name="StatementTimeout">After which a question is given up.</param>
/// <param name="Tls">off, require or verify.</param>
/// <param name="AuthorityFile">Absolute path of the certificate (PEM) of the authority behind the server's; empty for those that the machine trusts.</param>
internal sealed record ConnectionEntry(string Name, string Host, int Port, string Database, string User, string PasswordFile, string PasswordVariable, TimeSpan StatementTimeout, string Tls, string AuthorityFile = "");
