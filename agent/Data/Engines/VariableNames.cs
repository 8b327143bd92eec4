using System.Collections;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FedOnco.Agent.Data.Engines;

/// <summary>
/// The names that occur anywhere in a message: those of expressions, and every other text, since weights, clusters and the like are
/// bare names. A text that names no variable does no harm; a variable that is missing here would be read in the middle of a run.
/// </summary>
internal static class VariableNames
{
    public static HashSet<string> Of(IMessage message)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Collect(message, names);
        return names;
    }

    private static void Collect(IMessage message, HashSet<string> names)
    {
        if (message is Expression { KindCase: Expression.KindOneofCase.Variable } variable) names.Add(variable.Variable);
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.FieldType == FieldType.String) CollectTexts(field.Accessor.GetValue(message), names);
            if (field.FieldType != FieldType.Message || field.IsMap) continue;
            if (field.IsRepeated)
            {
                foreach (var item in (IList)field.Accessor.GetValue(message)) Collect((IMessage)item!, names);
            }
            else if (field.Accessor.GetValue(message) is IMessage inner)
            {
                Collect(inner, names);
            }
        }
    }

    private static void CollectTexts(object? value, HashSet<string> names)
    {
        if (value is string text) names.Add(text);
        else if (value is IEnumerable<string> texts) names.UnionWith(texts);
    }
}
