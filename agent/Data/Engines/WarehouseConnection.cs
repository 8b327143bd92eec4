using FedOnco.Agent.Data.Mapping;
using FedOnco.Protos;
using Npgsql;

namespace FedOnco.Agent.Data.Engines;

/// <summary>Npgsql's connection text of a server of the catalogue; a secret.</summary>
internal static class WarehouseConnection
{
    /// <exception cref="FedOncoException">WrongFile: the password is not there, or others can read it.</exception>
    public static string Of(ConnectionEntry connection) => new NpgsqlConnectionStringBuilder
    {
        Host = connection.Host,
        Port = connection.Port,
        Database = connection.Database,
        Username = connection.User,
        Password = connection.PasswordFile.Length > 0 ? ConnectionReference.Read("file:" + connection.PasswordFile, AppContext.BaseDirectory)
            : connection.PasswordVariable.Length > 0 ? ConnectionReference.Read("env:" + connection.PasswordVariable, AppContext.BaseDirectory) : null,
        SslMode = connection.Tls switch { "off" => SslMode.Disable, "require" => SslMode.Require, _ => SslMode.VerifyFull },
    }.ConnectionString;
}
