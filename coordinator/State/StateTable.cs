namespace FedOnco.Coordinator.State;

/// <summary>A table of the coordinator's state, as it is moved from one database to another.</summary>
/// <param name="Name">Name.</param>
/// <param name="Order">Columns that put its rows in an order which every database has; null for the order in which they were written.</param>
/// <param name="Columns">All its columns.</param>
internal sealed record StateTable(string Name, string? Order, params string[] Columns)
{
    /// <summary>Every table; a column that is added by a version of <see cref="Store.Versions"/> is added here.</summary>
    public static readonly IReadOnlyList<StateTable> All =
    [
        new("sites", "site", "site", "identity", "certificate"),
        new("renewals", "site", "site", "certificate"),
        new("trust", "site", "site", "signer", "trusted"),
        new("invitations", "hash", "hash", "site", "expires"),
        new("people", "name", "name", "role", "studies"),
        new("tokens", "hash", "hash", "person", "expires"),
        new("changes", "number", "number", "time", "what"),
        new("studies", "name", "name", "title", "sites", "dictionary"),
        new("holdings", "site, study, dataset", "site", "study", "dataset", "entry"),
        new("runs", "id", "id", "study", "open", "question", "number", "run"),
        new("contracts", "run", "run", "contract"),
        new("cohorts", "study, dataset, hash", "study", "dataset", "hash", "entry"),
        new("models", "study, person, name, version", "study", "person", "name", "version", "run"),
        new("cohort_states", "study, dataset, hash", "study", "dataset", "hash", "state"),
        new("sets", "study, name", "study", "name", "entry"),
        new("totals", null, "contract", "number", "step", "total"),
    ];

    /// <param name="database">Whose words are used.</param>
    public string Select(StateDatabase database) => $"SELECT {string.Join(", ", Columns)} FROM {Name} ORDER BY {Order ?? database.Age}";

    /// <summary>In the words of PostgreSQL; numbers that it would count itself are given.</summary>
    public string Insert() => $"INSERT INTO {Name} ({string.Join(", ", Columns)}) OVERRIDING SYSTEM VALUE VALUES ({string.Join(", ", Columns.Select((_, i) => "@" + (char)('a' + i)))})";
}
