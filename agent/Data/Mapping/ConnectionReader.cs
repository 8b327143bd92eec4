using FedOnco.Documents.Yaml;

namespace FedOnco.Agent.Data.Mapping;

/// <summary>One entry of `connections:`.</summary>
internal static class ConnectionReader
{
    private const int UsualPort = 5432;
    private const int UsualTimeout = 600;

    private static readonly Dictionary<string, string> Tls = new(StringComparer.Ordinal) { ["off"] = "off", ["require"] = "require", ["verify"] = "verify" };

    public static ConnectionEntry Read(string name, StrictMap map, string folder)
    {
        var file = map.Text("password_file");
        var authority = map.Text("authority_file");
        var connection = new ConnectionEntry(
            name,
            map.Text("host", required: true),
            (int)(map.Count("port") ?? UsualPort),
            map.Text("database", required: true),
            map.Text("user", required: true),
            file.Length == 0 ? "" : Path.GetFullPath(file, folder),
            map.Text("password_env"),
            TimeSpan.FromSeconds(map.Count("timeout_s") ?? UsualTimeout),
            map.Choice("tls", Tls, "verify"),
            authority.Length == 0 ? "" : Path.GetFullPath(authority, folder));
        if (connection.Port is < 1 or > ushort.MaxValue) map.Fault("port", "1 to 65535.");
        if (connection.StatementTimeout <= TimeSpan.Zero) map.Fault("timeout_s", "1 second or more.");
        if (file.Length > 0 && connection.PasswordVariable.Length > 0) map.Fault("password_env", "password_file or password_env, not both.");
        if (authority.Length > 0 && connection.Tls != "verify") map.Fault("authority_file", "only with tls: verify.");
        if (map.Has("password")) map.Fault("password", "a password does not stand in the catalogue: write it into a file that only the agent can read and name it under password_file.");
        map.RequireNoOthers();
        return connection;
    }
}
