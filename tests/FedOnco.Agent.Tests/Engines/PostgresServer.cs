using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>A real PostgreSQL server on a free port of the loopback, started when the first test asks for it.</summary>
public sealed class PostgresServer : IDisposable
{
    /// <summary>Password of every role.</summary>
    public const string Password = "correct horse";

    private readonly Lazy<Running?> _running;

    public PostgresServer() => _running = new Lazy<Running?>(() => StartIn(null));

    private PostgresServer(Func<Running?> start) => _running = new Lazy<Running?>(start);

    private static string? Binaries { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(d => Path.Combine(d, "bin")).LastOrDefault(d => File.Exists(Path.Combine(d, "initdb")))
        : null;

    public static bool IsInstalled => Binaries is not null;

    /// <param name="folder">An empty folder for its data, for instance on a disk of its own.</param>
    public static PostgresServer In(string folder) => new(() => StartIn(folder));

    public int Port => Server.Port;

    /// <summary>The certificate (PEM) of the authority behind the server's, which is for "localhost".</summary>
    public string Authority => Server.Authority;

    private Running Server
    {
        get
        {
            Assert.SkipWhen(Binaries is null, "PostgreSQL is not installed here (/usr/lib/postgresql)");
            return _running.Value!;
        }
    }

    /// <summary>The connection of the role that may only read.</summary>
    public string ReaderOf(string database) => Text("reader", database);

    /// <summary>The connection of the owner, for tests to make tables with.</summary>
    public string OwnerOf(string database) => Text("postgres", database);

    /// <summary>A new empty database that the reader may read.</summary>
    /// <param name="options">What CREATE DATABASE takes besides the name.</param>
    public string CreateDatabase(string options = "")
    {
        var name = $"test_{Guid.NewGuid():N}";
        Execute("postgres", $"CREATE DATABASE {name} {options}");
        Execute(name, "GRANT USAGE ON SCHEMA public TO reader; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO reader");
        return name;
    }

    /// <param name="mode">As pg_ctl has it: fast ends every session and stops in order, immediate is a crash.</param>
    public void Stop(string mode = "fast") => Server.Stop(mode);

    public void Start() => Server.StartAgain();

    /// <summary>Started again where it ended by itself.</summary>
    public void Revive() => Server.Revive();

    /// <summary>A second server that follows this one by streaming replication, until it is promoted.</summary>
    /// <param name="isWaitedFor">Commits wait until it has them (synchronous), or do not.</param>
    public PostgresServer StartStandby(bool isWaitedFor)
    {
        var standby = new PostgresServer(Server.StartStandby);
        Assert.NotEqual(Port, standby.Port);
        if (!isWaitedFor) return standby;
        Execute("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'");
        Execute("postgres", "SELECT pg_reload_conf()");
        return standby;
    }

    /// <summary>Takes over: it takes writes from now on.</summary>
    public void Promote() => Server.Promote();

    public void Execute(string database, string sql) => ExecuteOver(OwnerOf(database), sql);

    /// <param name="connectionText">Npgsql's.</param>
    /// <param name="sql">Of the test.</param>
    public static void ExecuteOver(string connectionText, string sql)
    {
        using var connection = new NpgsqlConnection(connectionText);
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Tests' own statements.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>A table with the content of a CSV file, empty fields NULL.</summary>
    /// <param name="database">Database.</param>
    /// <param name="table">Name of the new table.</param>
    /// <param name="file">CSV with a header.</param>
    /// <param name="typeOf">Type of each column.</param>
    public void Load(string database, string table, string file, Func<string, string> typeOf)
    {
        var header = File.ReadLines(file).First().Split(',');
        Execute(database, $"CREATE TABLE {table} ({string.Join(", ", header.Select(c => $"\"{c}\" {typeOf(c)}"))})");
        using var connection = new NpgsqlConnection(OwnerOf(database));
        connection.Open();
        using var writer = connection.BeginTextImport($"COPY {table} FROM STDIN (FORMAT csv, HEADER true)");
        writer.Write(File.ReadAllText(file));
    }

    public void Dispose()
    {
        if (_running is { IsValueCreated: true, Value: { } server }) server.Dispose();
    }

    private string Text(string role, string database) => $"Host=127.0.0.1;Port={Port};Database={database};Username={role};Password={Password};Pooling=false";

    private static Running? StartIn(string? folder) => Binaries is null ? null : Running.Start(Binaries, folder ?? Directory.CreateTempSubdirectory("fedonco-pg-").FullName);

    private sealed class Running : IDisposable
    {
        private readonly string _binaries;
        private readonly string _folder;

        private Running(string binaries, string folder, int port, string authority) => (_binaries, _folder, Port, Authority) = (binaries, folder, port, authority);

        public int Port { get; }

        public string Authority { get; }

        private static bool IsRoot => Environment.UserName == "root";

        public static Running Start(string binaries, string folder)
        {
            var secret = Path.Combine(folder, "secret");
            File.WriteAllText(secret, Password);
            var authority = ServerCertificate.Write(folder);
            if (IsRoot) Run("chown", "-R", "postgres", folder);
            var data = Path.Combine(folder, "data");
            AsServer(Path.Combine(binaries, "initdb"), "-D", data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8", "--locale=C", "--no-sync");
            var port = FreePort();
            var server = new Running(binaries, folder, port, authority);
            server.StartAgain();
            using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={port};Database=postgres;Username=postgres;Password={Password};Pooling=false");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"CREATE ROLE reader LOGIN PASSWORD '{Password}'";
            command.ExecuteNonQuery();
            return server;
        }

        public Running StartStandby()
        {
            var folder = Directory.CreateTempSubdirectory("fedonco-pg-").FullName;
            ServerCertificate.Write(folder);
            if (IsRoot) Run("chown", "-R", "postgres", folder);
            AsServer(Path.Combine(_binaries, "pg_basebackup"), "-D", Path.Combine(folder, "data"), "-R", "--checkpoint=fast", "--no-sync", "-d", $"host=127.0.0.1 port={Port} user=postgres password='{Password}'");
            var standby = new Running(_binaries, folder, FreePort(), Authority);
            standby.StartAgain();
            return standby;
        }

        public void Promote() => AsServer(Path.Combine(_binaries, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-w", "promote");

        public void StartAgain() => AsServer(Path.Combine(_binaries, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-w", "-l", Path.Combine(_folder, "log"), "-o", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c ssl=on -c ssl_cert_file={_folder}/{ServerCertificate.Certificate} -c ssl_key_file={_folder}/{ServerCertificate.Key} -c fsync=off -c max_connections=40", "start");

        public void Revive()
        {
            try
            {
                AsServer(Path.Combine(_binaries, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "status");
            }
            catch (InvalidOperationException)
            {
                StartAgain();
            }
        }

        public void Stop(string mode) => AsServer(Path.Combine(_binaries, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-m", mode, "-w", "stop");

        public void Dispose()
        {
            if (File.Exists(Path.Combine(_folder, "data", "postmaster.pid"))) Stop("immediate");
            // The folder itself may be where a disk is mounted.
            if (IsRoot) Run("find", _folder, "-mindepth", "1", "-delete");
            else Directory.Delete(_folder, recursive: true);
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        /// <summary>PostgreSQL does not run as root.</summary>
        private static void AsServer(string program, params string[] arguments)
        {
            if (IsRoot) Run("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", program, .. arguments]);
            else Run(program, arguments);
        }

        private static void Run(string program, params string[] arguments)
        {
            // The server keeps what it inherits open: nothing is redirected.
            var start = new ProcessStartInfo("sh", ["-c", "cd / && exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments]);
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
        }
    }
}
