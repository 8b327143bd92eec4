using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Coordinator.State;

/// <summary>The analysis sets of each study.</summary>
internal sealed class SetRecord(Store store)
{
    public IReadOnlyList<SetSummary> All(string study) => store.Read("SELECT entry FROM sets WHERE study = @a ORDER BY name", r => SetSummary.Parser.ParseFrom((byte[])r[0]), study);

    public SetSummary? Find(string study, string name) => store.Read("SELECT entry FROM sets WHERE study = @a AND name = @b", r => SetSummary.Parser.ParseFrom((byte[])r[0]), study, name).FirstOrDefault();

    /// <summary>The first of a name stays.</summary>
    public void Add(SetSummary set) => store.Write("INSERT INTO sets VALUES (@a, @b, @c) ON CONFLICT DO NOTHING", set.Study, set.Set.Name, set.ToByteArray());
}
