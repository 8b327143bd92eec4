using System.Collections;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FedOnco.Agent.Data.Engines;

/// <summary>The variables that occur anywhere in a message.</summary>
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
}
