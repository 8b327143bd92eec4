using FedOnco.Protos;

namespace FedOnco.Agent.Data.Engines;

/// <summary>What went wrong in an engine, without its message: that may quote data or credentials.</summary>
internal static class EngineFault
{
    public static FedOncoException Stopped(string name) =>
        new(ErrorReason.SourceTimeout, $"{name}: a query took longer than this centre allows, or was stopped. Ask for fewer rows, or raise Agent:StatementSeconds in appsettings.json.");

    public static FedOncoException Unreachable(string name, string code) =>
        new(ErrorReason.SourceConnection, $"{name}: the database does not answer ({code}). Check that it runs, its address, and the role and password of the connection.");

    public static FedOncoException Refused(string name, string code) =>
        new(ErrorReason.SourceUnreadable, $"{name}: the database refused a query (error {code}). Check the table, view or query of the catalogue and the rights of its role.");

    public static FedOncoException Changed(string name, string what) =>
        new(ErrorReason.SourceChanged, $"{name}: {what} changed while it was in use. A study runs on a frozen snapshot: put the old data back, or restart the agent to announce the new one.");

    /// <summary>The server's certificate is not the one that the catalogue expects.</summary>
    public static FedOncoException NotTrusted(string dataset) => new(ErrorReason.SourceConnection, $"{dataset}: the database server's certificate is not trusted, or is for another host. Name the host as its certificate does, and the certificate of its authority under authority_file in the catalogue.");
}
