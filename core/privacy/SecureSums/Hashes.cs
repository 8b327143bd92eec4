using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Privacy.SecureSums;

/// <summary>The hashes that contracts and rosters are known by.</summary>
public static class Hashes
{
    /// <summary>SHA-256("fedonco/v1/contract", bytes as they travelled).</summary>
    public static byte[] Contract(ReadOnlySpan<byte> contract) => new FieldWriter("contract").Bytes(contract).Sha256();

    /// <summary>The same over the contract without expiry, person and head of the coordinator's log: two runs of one question share it.</summary>
    public static byte[] Question(Contract contract)
    {
        var question = WithoutOccasion(contract);
        return new FieldWriter("question").Bytes(question.ToByteArray()).Sha256();
    }

    /// <summary>Hash of a contract that was read, which travels in its canonical bytes.</summary>
    public static byte[] Contract(Contract contract) => Contract(contract.ToByteArray());

    /// <summary>The question whatever was asked before it: without history as well. The same one has the same answer.</summary>
    public static byte[] Answer(Contract contract)
    {
        var question = WithoutOccasion(contract);
        question.HistoryHash = ByteString.Empty;
        return new FieldWriter("answer").Bytes(question.ToByteArray()).Sha256();
    }

    private static Contract WithoutOccasion(Contract contract)
    {
        var question = contract.Clone();
        question.Expires = null;
        question.Person = "";
        question.AuditSize = 0;
        question.AuditRoot = ByteString.Empty;
        return question;
    }

    /// <summary>The rows that an analysis set fixes, whatever its name.</summary>
    public static byte[] Set(AnalysisSet set)
    {
        var rows = set.Clone();
        rows.Name = "";
        return new FieldWriter("set").Bytes(rows.ToByteArray()).Sha256();
    }

    /// <summary>SHA-256 over sites and identity keys, ids ascending by UTF-8 bytes.</summary>
    public static byte[] Roster(Roster roster)
    {
        var writer = new FieldWriter("roster");
        foreach (var entry in roster.Entries.OrderBy(e => e.Site, SiteOrder.Instance))
            writer.Text(entry.Site).Bytes(entry.IdentityKey.Span);
        return writer.Sha256();
    }

    /// <summary>SHA-256 over the canonical bytes of a dictionary's dataset.</summary>
    public static byte[] Dataset(Dataset dataset)
    {
        var writer = new FieldWriter("dataset").Text(dataset.Name).Text(dataset.Label).Text(dataset.PatientKey).Text(dataset.Source)
            .Integer((ulong)dataset.Variables.Count);
        foreach (var variable in dataset.Variables) Write(writer, variable);
        writer.Integer(dataset.OneRowPerPatient ? 1u : 0u).Integer((ulong)dataset.Endpoints.Count);
        foreach (var endpoint in dataset.Endpoints) writer.Text(endpoint.Name).Text(endpoint.Label).Text(endpoint.Origin).Text(endpoint.End).Text(endpoint.Time).Text(endpoint.Event);
        writer.Integer((ulong)dataset.Impossible.Count);
        foreach (var combination in dataset.Impossible)
        {
            writer.Integer((ulong)combination.Parts.Count);
            foreach (var part in combination.Parts) writer.Text(part.Variable).Text(part.Level);
        }

        // Datasets without one keep the hash that they had before there were life tables.
        if (dataset.LifeTables.Count > 0) writer.Integer((ulong)dataset.LifeTables.Count);
        foreach (var table in dataset.LifeTables)
        {
            writer.Text(table.Name).Integer((ulong)table.Sexes.Count);
            foreach (var sex in table.Sexes) writer.Text(sex);
            writer.Integer((ulong)table.FirstYear).Integer(table.Years).Integer(table.FirstAge).Integer(table.Ages).Integer((ulong)table.Daily.Count);
            foreach (var rate in table.Daily) writer.Number(rate);
        }

        return writer.Sha256();
    }

    private static void Write(FieldWriter writer, Variable variable)
    {
        writer.Text(variable.Name).Integer((ulong)variable.Type).Text(variable.Label).Text(variable.Unit)
            .Number(variable.Minimum).Number(variable.Maximum).Number(variable.Step).Text(variable.EventLevel)
            .Text(variable.Lattice?.Unit ?? "").Number(variable.Lattice?.Factor ?? 0)
            .Text(variable.Derived?.ToText() ?? "").Integer(variable.Magnitude ? 1u : 0u).Integer((ulong)variable.MissingMeanings.Count);
        foreach (var known in variable.MissingMeanings) writer.Text(known.Code).Text(known.Meaning);
        writer.Integer((ulong)variable.MissingCodes.Count);
        foreach (var code in variable.MissingCodes) writer.Text(code);
        writer.Integer((ulong)variable.Levels.Count);
        foreach (var level in variable.Levels)
        {
            writer.Text(level.Name).Text(level.Label).Integer((ulong)level.Codes.Count);
            foreach (var code in level.Codes) writer.Text(code);
        }

        writer.Integer(variable.Aggregate is null ? 0u : 1u);
        if (variable.Aggregate is { } aggregate) Write(writer, aggregate);
    }

    private static void Write(FieldWriter writer, Aggregate aggregate)
    {
        writer.Text(aggregate.Dataset).Integer((ulong)aggregate.Function).Text(aggregate.Variable).Text(aggregate.Time).Text(aggregate.Origin)
            .Integer(aggregate.HasFromDay ? 1u : 0u).Number(aggregate.FromDay).Integer(aggregate.HasToDay ? 1u : 0u).Number(aggregate.ToDay)
            .Integer((ulong)aggregate.Where.Count);
        foreach (var part in aggregate.Where)
        {
            writer.Text(part.Variable).Integer((ulong)part.Levels.Count);
            foreach (var level in part.Levels) writer.Text(level);
        }
    }
}
