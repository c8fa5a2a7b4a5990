using GraphQLParser.AST;

namespace UrbanDataHub.Gateway.Graph.Limits;

/// <summary>
/// How deep the fields of a document lie within one another, fragments put in. Introspection is measured on its own: its
/// answer grows with the lists within one another, and not with the depth.
/// </summary>
internal sealed class DocumentDepth
{
    /// <summary>Lists within one another in introspection; the full one that tools send has three.</summary>
    public const int MostIntrospectionLists = 3;

    private static readonly HashSet<string> _introspection = ["__schema", "__type"];
    private static readonly HashSet<string> _lists = ["fields", "interfaces", "possibleTypes", "inputFields"];

    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Fragment, bool Introspection), int> _known = [];

    /// <summary>Measures a document.</summary>
    public DocumentDepth(GraphQLDocument document)
    {
        // Two of one name are an error that validation tells.
        foreach (var fragment in document.Definitions.OfType<GraphQLFragmentDefinition>())
            _fragments.TryAdd(fragment.FragmentName.Name.StringValue, fragment);
        foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
        {
            Fields = Math.Max(Fields, Measure(operation.SelectionSet, introspection: false));
            Introspection = Math.Max(Introspection, IntrospectionOf(operation.SelectionSet, []));
        }
    }

    /// <summary>Fields within one another.</summary>
    public int Fields { get; }

    /// <summary>Lists within one another below <c>__schema</c> or <c>__type</c>.</summary>
    public int Introspection { get; }

    private int Measure(GraphQLSelectionSet? set, bool introspection) =>
        set is null ? 0 : set.Selections.Select(node => Measure(node, introspection)).DefaultIfEmpty(0).Max();

    private int Measure(ASTNode node, bool introspection) => node switch
    {
        GraphQLField field when !introspection && _introspection.Contains(field.Name.StringValue) => 1,
        GraphQLField field => (introspection && !_lists.Contains(field.Name.StringValue) ? 0 : 1) + Measure(field.SelectionSet, introspection),
        GraphQLInlineFragment inline => Measure(inline.SelectionSet, introspection),
        GraphQLFragmentSpread spread => Measure(spread.FragmentName.Name.StringValue, introspection),
        _ => 0,
    };

    /// <summary>A fragment is measured once; one within itself counts as nothing, since validation refuses it.</summary>
    private int Measure(string fragment, bool introspection)
    {
        if (_known.TryGetValue((fragment, introspection), out var depth) || !_fragments.TryGetValue(fragment, out var definition))
            return depth;
        _known[(fragment, introspection)] = 0;
        return _known[(fragment, introspection)] = Measure(definition.SelectionSet, introspection);
    }

    private int IntrospectionOf(GraphQLSelectionSet? set, HashSet<string> seen)
    {
        var most = 0;
        foreach (var node in set?.Selections ?? [])
        {
            most = Math.Max(most, node switch
            {
                GraphQLField field when _introspection.Contains(field.Name.StringValue) => Measure(field.SelectionSet, introspection: true),
                GraphQLInlineFragment inline => IntrospectionOf(inline.SelectionSet, seen),
                GraphQLFragmentSpread spread when seen.Add(spread.FragmentName.Name.StringValue) && _fragments.TryGetValue(spread.FragmentName.Name.StringValue, out var fragment) =>
                    IntrospectionOf(fragment.SelectionSet, seen),
                _ => 0,
            });
        }

        return most;
    }
}
