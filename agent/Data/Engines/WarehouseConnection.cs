using FedOnco.Agent.Data.Mapping;
using FedOnco.Protos;
using Npgsql;

namespace FedOnco.Agent.Data.Engines;

/// <summary>Npgsql's connection text of a server of the catalogue; a secret.</summary>
internal static class WarehouseConnection
{
    /// <exception cref="FedOncoException">WrongFile: the password is not there, or others can read it; the authority's certificate is not there.</exception>
    public static string Of(ConnectionEntry connection) => connection.AuthorityFile.Length > 0 && !File.Exists(connection.AuthorityFile)
        ? throw new FedOncoException(ErrorReason.WrongFile, $"{connection.Name}: {connection.AuthorityFile} is missing. authority_file is the certificate (PEM) of the authority behind the database server's.")
        : Text(connection);

    private static string Text(ConnectionEntry connection) => new NpgsqlConnectionStringBuilder
    {
        Host = connection.Host,
        Port = connection.Port,
        Database = connection.Database,
        Username = connection.User,
        Password = connection.PasswordFile.Length > 0 ? ConnectionReference.Read("file:" + connection.PasswordFile, AppContext.BaseDirectory)
            : connection.PasswordVariable.Length > 0 ? ConnectionReference.Read("env:" + connection.PasswordVariable, AppContext.BaseDirectory) : null,
        SslMode = connection.Tls switch { "off" => SslMode.Disable, "require" => SslMode.Require, _ => SslMode.VerifyFull },
        RootCertificate = connection.AuthorityFile.Length > 0 ? connection.AuthorityFile : null,
    }.ConnectionString;
}
