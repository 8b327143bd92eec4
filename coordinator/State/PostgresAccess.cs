using System.Data.Common;
using FedOnco.Protos;
using Npgsql;

namespace FedOnco.Coordinator.State;

/// <summary>Where the coordinator's PostgreSQL database is, and how it is entered: one line in a file that its owner alone can read.</summary>
/// <param name="Text">Npgsql's connection text with what the coordinator asks of it; never shown.</param>
/// <param name="Name">Database, host and port, for messages.</param>
internal sealed record PostgresAccess(string Text, string Name)
{
    public const string FileName = "database.txt";

    private const string Looks = "It looks like Host=...;Database=...;Username=...;Password=...;SSL Mode=VerifyFull;Root Certificate=...";

    /// <summary>How long a server may be away before a write fails.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A line that gave no answer for so long is broken: one that is half-open says nothing of it.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(8);

    /// <summary>The longest until a line that is half-open is given up: Npgsql also tries to cancel over a new connection, with TLS and without.</summary>
    public static readonly TimeSpan Unnoticed = Silence + TimeSpan.FromSeconds(2 * Connecting);

    /// <summary>Seconds.</summary>
    private const int Connecting = 5;

    /// <summary>What the server confirmed last, as the state folder remembers it; null where no folder names it yet.</summary>
    public ConfirmedWrite? Confirmed { get; init; }

    /// <summary>What the state folder says; null where it names no server.</summary>
    /// <exception cref="FedOncoException">WrongFile.</exception>
    public static PostgresAccess? Read(string folder)
    {
        StateFolder.Finish(folder);
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) return null;
        var access = ReadFile(file).Access;
        if (File.Exists(Path.Combine(folder, SqliteState.FileName))) throw Wrong($"{folder} holds {SqliteState.FileName} and {FileName}: its state is in one of them, not in both. Move the one away that is not to be used.");
        return access with { Confirmed = new ConfirmedWrite(Path.Combine(folder, ConfirmedWrite.FileName)) };
    }

    /// <summary>A file like that of a state folder, and its line.</summary>
    /// <exception cref="FedOncoException">WrongFile.</exception>
    public static (PostgresAccess Access, string Line) ReadFile(string file)
    {
        if (!File.Exists(file)) throw Wrong($"{file} is missing.");
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~Own) != 0) throw Wrong($"{file} may be read by others. Run chmod 600 on it, and change the password if someone may have read it.");
        try
        {
            var lines = File.ReadLines(file).Where(l => !string.IsNullOrWhiteSpace(l)).ToList();
            return lines is [var text] ? (Of(file, text.Trim()), text.Trim()) : throw Wrong($"{file} has {lines.Count} lines instead of one. {Looks}");
        }
        catch (UnauthorizedAccessException)
        {
            throw Wrong($"{file} belongs to another user. Run chown on it: the coordinator's own user has to read it.");
        }
    }

    /// <summary>Never the password.</summary>
    public override string ToString() => Name;

    /// <exception cref="FedOncoException">WrongFile; it says which entry is wrong and not what it is: it may be a part of the password.</exception>
    private static PostgresAccess Of(string file, string text)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        var entry = 0;
        foreach (var (key, value) in Entries(file, text))
        {
            entry++;
            try
            {
                builder[key] = value;
            }
            catch (Exception unknown) when (unknown is ArgumentException or FormatException or KeyNotFoundException or OverflowException or InvalidCastException)
            {
                throw Wrong($"{file}: entry {entry} has a key that PostgreSQL's connection text does not know, or a value that does not go with it. {Looks} A password with a semicolon stands in quotes.");
            }
        }

        var missing = new[] { ("Host", builder.Host), ("Database", builder.Database), ("Username", builder.Username) }.Where(e => string.IsNullOrEmpty(e.Item2)).Select(e => e.Item1).ToList();
        if (missing.Count > 0) throw Wrong($"{file} does not say {string.Join(", ", missing)}. {Looks}");
        if (builder.Host!.Contains(',', StringComparison.Ordinal)) throw Wrong($"{file} names several hosts. Name one: the address that leads to the server that takes writes.");
        // One connection, which is opened again where it breaks; nothing that the server says is shown.
        builder.Pooling = false;
        builder.Enlist = false;
        builder.IncludeErrorDetail = false;
        builder.PersistSecurityInfo = false;
        builder.Timeout = Connecting;
        builder.CommandTimeout = (int)Silence.TotalSeconds;
        builder.CancellationTimeout = -1;
        if (!Path.IsPathRooted(builder.Host)) (builder.TcpKeepAlive, builder.TcpKeepAliveTime, builder.TcpKeepAliveInterval) = (true, 10, 5);
        return new PostgresAccess(builder.ConnectionString, $"database {builder.Database} at {builder.Host}:{builder.Port}");
    }

    private static IEnumerable<(string Key, object Value)> Entries(string file, string text)
    {
        var entries = new DbConnectionStringBuilder();
        try
        {
            entries.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            throw Wrong($"{file} cannot be read. {Looks} A password with a semicolon or a quote stands in quotes.");
        }

        foreach (string key in entries.Keys) yield return (key, entries[key]);
    }

    private static FedOncoException Wrong(string message) => new(ErrorReason.WrongFile, message);
}
