"""Who may do what: roles and kinds of organisations, which subjects register, and what each of them includes.

A person has one role in one organisation, and may do what both include.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Grants:
    """The grants of one subject. Permissions are `resource:action`; tenancy decides on which rows.

    Attributes:
        everyone: permissions of every role in every kind of organisation.
        of_role: permissions by role.
        of_kind: permissions by kind of organisation.
        roles_of_kind: which roles the people of each kind may have. A role or a kind exists if it is named here.
    """

    everyone: Collection[str] = ()
    of_role: Mapping[str, Collection[str]] = field(default_factory=dict)
    of_kind: Mapping[str, Collection[str]] = field(default_factory=dict)
    roles_of_kind: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Roles:
    """What all subjects have registered together."""

    everyone: frozenset[str]
    of_role: Mapping[str, frozenset[str]]
    of_kind: Mapping[str, frozenset[str]]
    roles_of_kind: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, grants: Iterable[Grants]) -> "Roles":
        """Merge the subjects' grants.

        Raises:
            ValueError: permissions are granted to a role or a kind that no subject registers.
        """
        everyone, roles_of_kind = set[str](), dict[str, tuple[str, ...]]()
        of_role, of_kind = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        for each in grants:
            everyone |= set(each.everyone)
            for kind, roles in each.roles_of_kind.items():
                roles_of_kind[kind] = tuple(dict.fromkeys((*roles_of_kind.get(kind, ()), *roles)))
            for name, permissions in each.of_role.items():
                of_role[name] |= set(permissions)
            for name, permissions in each.of_kind.items():
                of_kind[name] |= set(permissions)
        unknown = of_kind.keys() - roles_of_kind.keys() | of_role.keys() - {
            role for roles in roles_of_kind.values() for role in roles
        }
        if unknown:
            raise ValueError(f"no subject registers {', '.join(sorted(unknown))}")
        return cls(frozenset(everyone), _frozen(of_role), _frozen(of_kind), roles_of_kind)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of organisation."""
        return tuple(self.roles_of_kind)

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role, once."""
        return tuple(dict.fromkeys(role for roles in self.roles_of_kind.values() for role in roles))

    def permissions(self, role: str, kind: str) -> frozenset[str]:
        """What a person with this role in an organisation of this kind may do."""
        return self.everyone | (self.of_role.get(role, frozenset()) & self.of_kind.get(kind, frozenset()))


NO_ROLES = Roles(frozenset(), {}, {}, {})


def _frozen(permissions: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(each) for name, each in permissions.items()}
