using System.Security.Authentication;
using FedOnco.Protos;
using Npgsql;

namespace FedOnco.Coordinator.State;

/// <summary>What a server's refusal means. Its own words quote values: only its code is told.</summary>
internal static class PostgresFault
{
    /// <summary>Beginnings of the codes of what passes: connection, resources, conflicts, locks, a server that stops, starts or takes no writes, its disk.</summary>
    private static readonly string[] Passing = ["08", "25006", "40", "53", "55", "57P", "58"];

    public static bool MayPass(NpgsqlException failed) => failed is not PostgresException refused || Passing.Any(p => refused.SqlState.StartsWith(p, StringComparison.Ordinal));

    public static string CodeOf(NpgsqlException failed) => failed is PostgresException refused ? refused.SqlState : "no answer";

    /// <summary>For whoever starts the coordinator or one of its commands.</summary>
    /// <param name="failed">What was thrown.</param>
    /// <param name="name">Database and host.</param>
    public static FedOncoException Of(NpgsqlException failed, string name) => failed is PostgresException refused
        ? new FedOncoException(ErrorReason.CannotConnect, $"{name}: {Meaning(refused.SqlState)}")
        : new FedOncoException(ErrorReason.CannotConnect, IsTrust(failed)
            ? $"{name}: the server's certificate is not the one that {PostgresAccess.FileName} asks for. Check Host, SSL Mode and Root Certificate."
            : $"{name} cannot be reached. Check Host and Port in {PostgresAccess.FileName}, the network and that PostgreSQL runs.");

    private static string Meaning(string code) => code switch
    {
        "28P01" or "28000" => $"the server refuses user, password or this machine's address ({code}). Check Username and Password in {PostgresAccess.FileName}, and the server's pg_hba.conf.",
        "3D000" => "there is no such database. Make it: createdb --encoding UTF8 --owner USER DATABASE.",
        "3F000" => "there is no schema to make tables in. Make it, and name it as Search Path.",
        "42501" => "the user may not make tables there. Make her the owner of the database.",
        "25006" => "the server takes no writes. Name the one that does.",
        "53300" => "the server takes no more connections.",
        "57P03" or "57P01" or "57P02" => "the server is starting or stopping. Try again.",
        _ => $"the server refuses ({code}). Its own log says why.",
    };

    private static bool IsTrust(Exception failed)
    {
        for (Exception? inner = failed; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException) return true;
        }

        return false;
    }
}
