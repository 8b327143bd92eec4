using FedOnco.Protos;
using Google.Protobuf.Reflection;

namespace FedOnco.Language;

/// <summary>The calls and arguments that the options of the protos describe.</summary>
internal static class CallForms
{
    /// <summary>Field of <see cref="Analysis"/> by name of the call.</summary>
    public static readonly IReadOnlyDictionary<string, FieldDescriptor> Fields = Analysis.Descriptor.Oneofs.Single().Fields
        .ToDictionary(f => FormOf(f.MessageType).Name, StringComparer.Ordinal);

    public static readonly IReadOnlyList<CallForm> All = [.. Analysis.Descriptor.Oneofs.Single().Fields.Select(f => FormOf(f.MessageType))];

    /// <summary>Calls of later versions: a clear "not yet".</summary>
    public static readonly IReadOnlySet<string> Later = new HashSet<string>(StringComparer.Ordinal)
    {
        "table1", "quantile", "ecdf", "smd", "followup", "nrisk", "chisq.test", "fisher.test", "mantelhaen.test", "mcnemar.test", "prop.test",
        "prop.trend.test", "t.test", "aov", "oneway.test", "TukeyHSD", "bartlett.test", "wilcox.test", "kruskal.test", "cor.test", "cor", "glm.nb",
        "multinom", "polr", "glmnet", "meta", "lmer", "glmer", "survdiff", "cox.zph", "basehaz", "concordance", "rmst", "cuminc", "finegray", "prcomp",
        "kmeans", "iptw", "train", "evaluate",
    };

    /// <summary>Fits that may stand first in a call on one, as in meta(glm(..)); null where the call is on data.</summary>
    public static IReadOnlyList<FieldDescriptor>? FitsOf(MessageDescriptor message) => message.Oneofs.FirstOrDefault(o => o.Name == "fit") is { IsSynthetic: false } fit ? [.. fit.Fields] : null;

    public static CallForm FormOf(MessageDescriptor message) => message.GetOptions()?.GetExtension(OptionsExtensions.Call) ?? new CallForm();

    /// <summary>Arguments of a call in the order of their fields: its own, then data and subset.</summary>
    public static IEnumerable<(FieldDescriptor Field, ArgumentForm Form)> ArgumentsOf(MessageDescriptor message) =>
        ArgumentFields(message).Concat(ArgumentFields(Question.Descriptor));

    /// <summary>Arguments of a message's own, in the order of their fields.</summary>
    public static IEnumerable<(FieldDescriptor Field, ArgumentForm Form)> OwnArgumentsOf(MessageDescriptor message) => ArgumentFields(message);

    public static ArgumentForm ArgumentOf(FieldDescriptor field) => field.GetOptions().GetExtension(OptionsExtensions.Argument);

    /// <summary>Spellings of an enum value; the first is canonical.</summary>
    public static string[] SpellingsOf(EnumValueDescriptor value) =>
        value.GetOptions()?.GetExtension(OptionsExtensions.Spelling) is { Length: > 0 } spelling ? spelling.Split('|') : [];

    private static IEnumerable<(FieldDescriptor Field, ArgumentForm Form)> ArgumentFields(MessageDescriptor message) =>
        from field in message.Fields.InDeclarationOrder()
        let form = field.GetOptions()?.GetExtension(OptionsExtensions.Argument)
        where form is { Name.Length: > 0 }
        select (field, form);
}
