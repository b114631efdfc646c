"use strict";
(() => {
  // node_modules/preact/dist/preact.mjs
  var n;
  var t;
  var r;
  var u;
  var i;
  var f;
  var o;
  var e;
  var l;
  var c;
  var a;
  var s;
  var h = /* @__PURE__ */ Symbol.for("pv");
  var p = {};
  var y = [];
  var v = /^m(i|n|o|s|text|space)$/;
  var w = Array.isArray;
  var d = y.slice;
  var _ = Object.assign;
  function g(n2) {
    n2 && n2.parentNode && n2.remove();
  }
  function m(r3, u3, i3, f4, o4) {
    var e3 = { type: r3, props: u3, key: i3, ref: f4, __k: null, __: null, __b: 0, __e: null, __c: null, constructor: h, __v: o4 || ++t, __i: -1, __u: 0 };
    return !o4 && n.vnode && n.vnode(e3), e3;
  }
  function $(n2) {
    return n2.children;
  }
  function x(n2, t3) {
    this.props = n2, this.context = t3, this.__g = 0;
  }
  function S(n2, t3) {
    if (null == t3) return n2.__ && S(n2.__, n2.__i + 1);
    for (var r3; t3 < n2.__k.length; t3++) if ((r3 = n2.__k[t3]) && r3.__e) return r3.__e;
    return "function" != typeof n2.type || n2.props.__P ? null : S(n2);
  }
  function C(t3) {
    var r3, u3 = t3.__v, i3 = u3.__e, f4 = [], o4 = [], e3 = t3.__P;
    e3 && ((r3 = _({ constructor: h }, u3)).__v = u3.__v + 1, n.vnode && n.vnode(r3), z(e3, r3, u3, t3.__n, e3.namespaceURI, 32 & u3.__u ? [i3] : null, f4, i3 || S(u3), 32 & u3.__u, o4), r3.__v = u3.__v, r3.__.__k[r3.__i] = r3, E(f4, r3, o4), u3.__ = u3.__e = null, r3.__e != i3 && j(r3));
  }
  function j(n2) {
    if ((n2 = n2.__) && n2.__c && !n2.props.__P) return n2.__e = null, n2.__k.some(function(t3) {
      return t3 && (n2.__e = t3.__e);
    }), j(n2);
  }
  function L(t3) {
    (8 & t3.__g || (t3.__g |= 8, u.push(t3), f++)) && i == n.debounceRendering || ((i = n.debounceRendering) || queueMicrotask)(H);
  }
  function H() {
    try {
      for (var n2, t3 = 1; u.length; ) u.length > t3 && u.sort(o), n2 = u.shift(), t3 = u.length, 8 & n2.__g && C(n2);
    } finally {
      (f = u.length) && (i || queueMicrotask)(H);
    }
  }
  function I(n2, t3, r3, u3, i3, f4, o4, e3, l3, c4, a5) {
    var s3, h3, v3, w3, d3, _4, g3 = u3.__k || y, k2 = t3.length;
    for (l3 = q(r3, t3, g3, l3, k2), s3 = 0; s3 < k2; s3++) null != (v3 = r3.__k[s3]) && (h3 = ~v3.__i && g3[v3.__i] || p, v3.__i = s3, _4 = z(n2, v3, h3, i3, f4, o4, e3, l3, c4, a5), w3 = v3.__e, (h3.ref != v3.ref || 8 & h3.__u) && (h3.ref && G(h3.ref, null, v3, h3), v3.ref && a5.push(v3.ref, v3.__c || w3, v3)), d3 = d3 || w3, 4 & v3.__u ? (l3 = A(v3, l3, n2, !h3.__v), h3.__e && (h3.__e = null)) : "function" == typeof v3.type && void 0 !== _4 ? l3 = _4 : w3 && (l3 = w3.nextSibling), v3.__u &= -21);
    return r3.__e = d3, l3;
  }
  function q(n2, t3, r3, u3, i3) {
    var f4, o4, e3, l3, c4, a5, s3, p3, y4, v3 = r3.length, d3 = v3, _4 = 0, g3 = 0, k2 = n2.__k = Array(i3);
    for (f4 = 0; f4 < i3; f4++) null != (o4 = t3[f4]) && "boolean" != typeof o4 && "function" != typeof o4 ? ("object" != typeof o4 || o4.constructor === String ? o4 = k2[f4] = m(null, o4) : w(o4) ? o4 = k2[f4] = m($, { children: o4 }) : o4.constructor === h && o4.__b ? o4 = k2[f4] = m(o4.type, o4.props, o4.key, o4.ref, o4.__v) : k2[f4] = o4, l3 = f4 + _4, o4.__ = n2, o4.__b = n2.__b + 1, e3 = null, ~(c4 = o4.__i = P(o4, r3, l3, d3)) && (d3--, (e3 = r3[c4]) && (e3.__u |= 2)), e3 && e3.__v ? (o4.__u |= 16, c4 == l3 - 1 ? _4-- : c4 == l3 + 1 ? _4++ : c4 != l3 && (c4 > l3 ? _4-- : _4++, g3 = 1)) : (~c4 || (i3 > v3 ? _4-- : i3 < v3 && _4++), "function" != typeof o4.type && (o4.__u |= 4))) : k2[f4] = null;
    if (g3) {
      for (a5 = [], s3 = [], f4 = 0; f4 < i3; f4++) if ((o4 = k2[f4]) && 16 & o4.__u) {
        for (_4 = 0, p3 = a5.length; _4 < p3; ) a5[y4 = _4 + p3 >> 1] < o4.__i ? _4 = y4 + 1 : p3 = y4;
        a5[_4] = o4.__i, s3[f4] = _4 + 1;
      }
      for (_4 = a5.length; f4--; ) s3[f4] && (s3[f4] == _4 ? _4-- : k2[f4].__u |= 4);
    }
    if (d3) for (f4 = 0; f4 < v3; f4++) !(e3 = r3[f4]) || 2 & e3.__u || (e3.__e == u3 && (u3 = S(e3)), J(e3, e3));
    return u3;
  }
  function A(n2, t3, r3, u3) {
    var i3, f4, o4, e3;
    if ("function" == typeof n2.type) {
      if (n2.props.__P) return t3;
      if (i3 = n2.__k) for (f4 = 0; f4 < i3.length; f4++) i3[f4] && (i3[f4].__ = n2, t3 = A(i3[f4], t3, r3, false));
      return t3;
    }
    for (t3 && !t3.parentNode && (t3 = S(n2)) && !t3.parentNode && (t3 = null), o4 = n2.__e, e3 = t3; e3 && 8 == e3.nodeType; ) e3 = e3.nextSibling;
    for (o4 != e3 && (!u3 && r3.moveBefore && o4.parentNode ? r3.moveBefore(o4, t3) : r3.insertBefore(o4, t3 || null)), t3 = o4; (t3 = t3 && t3.nextSibling) && 8 == t3.nodeType && !t3.data.startsWith("$s"); ) ;
    return t3;
  }
  function P(n2, t3, r3, u3) {
    var i3, f4 = n2.key, o4 = n2.type, e3 = t3[r3], l3 = e3 && !(2 & e3.__u);
    if (null === e3 && null == f4 || l3 && f4 == e3.key && o4 == e3.type) return r3;
    if (u3 > (l3 ? 1 : 0)) {
      for (i3 = r3 - 1; i3 >= 0; i3--) if ((e3 = t3[i3]) && !(2 & e3.__u) && f4 == e3.key && o4 == e3.type) return i3;
      for (i3 = r3 + 1; i3 < t3.length; i3++) if ((e3 = t3[i3]) && !(2 & e3.__u) && f4 == e3.key && o4 == e3.type) return i3;
    }
    return -1;
  }
  function T(n2, t3, r3) {
    null == r3 && (r3 = ""), "-" == t3[0] ? n2.setProperty(t3, r3) : n2[t3] = r3;
  }
  function N(n2, t3, r3, u3, i3) {
    var f4, o4;
    if ("style" == t3) if ("string" == typeof r3) n2.style.cssText = r3;
    else {
      if ("string" == typeof u3 && (n2.style.cssText = u3 = ""), u3) for (t3 in u3) r3 && t3 in r3 || T(n2.style, t3);
      if (r3) for (t3 in r3) u3 && r3[t3] == u3[t3] || T(n2.style, t3, r3[t3]);
    }
    else if ("o" == t3[0] && "n" == t3[1]) "function" != typeof r3 && (r3 = null), "function" != typeof u3 && (u3 = null), (n2.__e || (n2.__e = {}))[t3] = r3, r3 && u3 || (o4 = a[t3] || (a[t3] = V(t3)), (n2.__a || (n2.__a = {}))[t3] = c, f4 = t3 != (t3 = t3.replace(l, "$1")), (t3 = t3.slice(2))[0] < "a" && (t3 = t3.toLowerCase()), r3 ? n2.addEventListener(t3, o4, f4) : n2.removeEventListener(t3, o4, f4));
    else {
      if ("http://www.w3.org/2000/svg" == i3) t3 = t3.replace(/xlink(H|:h)/, "h").replace(/sName$/, "s");
      else if ("width" != t3 && "height" != t3 && "href" != t3 && "list" != t3 && "form" != t3 && "tabIndex" != t3 && "download" != t3 && "rowSpan" != t3 && "colSpan" != t3 && "role" != t3 && "popover" != t3 && t3 in n2) try {
        return void (n2[t3] = null == r3 ? "" : r3);
      } catch (n3) {
      }
      if ("function" == typeof r3) return;
      null == r3 || false === r3 && "-" != t3[4] ? n2.removeAttribute(t3) : n2.setAttribute(t3, "popover" == t3 && 1 == r3 ? "" : r3);
    }
  }
  function V(t3) {
    return function(r3) {
      var u3 = this.__e;
      if (u3) {
        if (u3 = u3[t3], null == r3[e]) r3[e] = c++;
        else if (r3[e] < this.__a[t3]) return;
        return u3(n.event ? n.event(r3) : r3);
      }
    };
  }
  function z(t3, r3, u3, i3, f4, o4, e3, l3, c4, a5) {
    var s3, p3, v3, d3, k2, b, m4, M2, C3, j2, L2, H2, q2, A3, O, P2, T3, N2, V2 = r3.type;
    if (r3.constructor !== h) return null;
    128 & u3.__u && (c4 = 32 & u3.__u, s3 = u3.__c.__z) && (r3.__u |= c4, p3 = o4 = [], 8 == s3.nodeType ? l3 = B(s3, o4) : o4.push(s3), l3 = o4[0] || l3), (s3 = n.__b) && s3(r3);
    n: if ("function" == typeof V2) {
      v3 = e3.length;
      try {
        if (M2 = r3.props, C3 = (s3 = V2.prototype) && s3.render, j2 = (s3 = V2.contextType) && i3[s3.__c], L2 = s3 ? j2 ? j2.props.value : s3.__ : i3, (d3 = u3.__c) ? (r3.__c = d3, 2 & d3.__g && (d3.__g |= 1)) : (C3 ? r3.__c = d3 = new V2(M2, L2) : (r3.__c = d3 = new x(M2, L2), d3.constructor = V2, d3.render = K), j2 && j2.sub(d3), d3.state || (d3.state = {}), d3.__n = i3, d3.__g |= 8, d3.__h = [], d3.__k = []), C3 && (d3.__s || (d3.__s = d3.state), V2.getDerivedStateFromProps && (d3.__s == d3.state && (d3.__s = _({}, d3.__s)), _(d3.__s, V2.getDerivedStateFromProps(M2, d3.__s)))), k2 = d3.props, b = d3.state, d3.__v = r3, u3.__c) {
          if (M2 !== k2 && C3 && !V2.getDerivedStateFromProps && d3.componentWillReceiveProps && d3.componentWillReceiveProps(M2, L2), r3.__v == u3.__v && !(8 & d3.__g) || !(4 & d3.__g) && d3.shouldComponentUpdate && false === d3.shouldComponentUpdate(M2, d3.__s, L2)) {
            r3.__v != u3.__v && (d3.props = M2, d3.state = d3.__s, d3.__g &= -9), r3.__e = u3.__e, r3.__k = u3.__k, r3.__k.some(function(n2) {
              n2 && (n2.__ = r3);
            }), y.push.apply(d3.__h, d3.__k), d3.__k = [], d3.__h.length && e3.push(d3), l3 = S(u3);
            break n;
          }
          d3.componentWillUpdate && d3.componentWillUpdate(M2, d3.__s, L2), C3 && d3.componentDidUpdate && d3.__h.push(function() {
            d3.componentDidUpdate(k2, b, m4);
          });
        } else C3 && !V2.getDerivedStateFromProps && d3.componentWillMount && d3.componentWillMount(), C3 && d3.componentDidMount && d3.__h.push(d3.componentDidMount);
        d3.context = L2, d3.props = M2, d3.__P = t3, d3.__g &= -5, H2 = n.__r, q2 = C3 ? 25 : 0;
        do {
          d3.__g &= -9, H2 && H2(r3), s3 = d3.render(d3.props, d3.state = d3.__s, d3.context);
        } while (8 & d3.__g && ++q2 < 25);
        C3 && (y.push.apply(d3.__h, d3.__k), d3.__k = []), d3.state = d3.__s, d3.getChildContext && (i3 = _({}, i3, d3.getChildContext())), C3 && u3.__c && d3.getSnapshotBeforeUpdate && (m4 = d3.getSnapshotBeforeUpdate(k2, b)), A3 = s3 && s3.type === $ && null == s3.key ? s3.props.children : s3, M2.__P && (s3 = l3, f4 = (t3 = M2.__P).namespaceURI, c4 = o4 = null, u3.props && u3.props.__P != t3 && (u3.__k.some(function(n2) {
          n2 && J(n2, n2);
        }), u3.__k = null), l3 = u3.__k ? S(u3, 0) : null), l3 = I(t3, w(A3) ? A3 : [A3], r3, u3, i3, f4, o4, e3, l3, c4, a5), M2.__P && (r3.__e = null, l3 = s3), r3.__u &= -161, p3 && p3.some(g), d3.__h.length && e3.push(d3), 1 & d3.__g && (d3.__g &= -4);
      } catch (t4) {
        if (e3.length = v3, r3.__v = null, c4 || o4) if (t4 && t4.then) {
          if (r3.__u |= 128 | c4, o4) {
            for (~(T3 = o4.indexOf(l3 || void 0)) || (T3 = o4.length); (N2 = o4[T3 - 1]) && 8 == N2.nodeType; ) T3--;
            for (; T3 < o4.length; T3++) if (N2 = o4[T3]) if (o4[T3] = null, O) {
              if (N2 == P2) break;
            } else {
              if (8 != N2.nodeType) break;
              N2.data.startsWith("$s") && (P2 = B(O = N2));
            }
          }
          if (!O) {
            for (; l3 && 8 == l3.nodeType && l3.nextSibling; ) l3 = l3.nextSibling;
            O = l3;
          }
          (s3 = B(O = r3.__c.__z || (r3.__c.__z = O))) ? (r3.__e = O, l3 = s3) : r3.__e = l3, l3 = l3 && l3.nextSibling;
        } else o4 && o4.some(g);
        else r3.__e = u3.__e;
        r3.__k || (r3.__k = u3.__k || []), t4 && t4.then || D(r3), n.__e(t4, r3, u3);
      }
    } else l3 = r3.__e = F(u3.__e, r3, u3, i3, f4, o4, e3, c4, a5, t3);
    return (s3 = n.diffed) && s3(r3), l3;
  }
  function B(n2, t3) {
    if (n2 && 8 == n2.nodeType && n2.data.startsWith("$s")) for (var r3 = 1; n2 = n2.nextSibling; ) {
      if (8 == n2.nodeType) {
        if (n2.data.startsWith("$s")) r3++;
        else if (n2.data.startsWith("/$s") && !--r3) return n2;
      }
      t3 && t3.push(n2);
    }
  }
  function D(n2) {
    n2 && (n2.__c && (n2.__c.__g |= 4), n2.__k && n2.__k.some(D));
  }
  function E(t3, r3, u3) {
    for (var i3 = 0; i3 < u3.length; ) G(u3[i3++], u3[i3++], u3[i3++]);
    n.__c && n.__c(r3, t3), t3.some(function(r4) {
      try {
        t3 = r4.__h, r4.__h = [], t3.some(function(n2) {
          n2.call(r4);
        });
      } catch (t4) {
        n.__e(t4, r4.__v);
      }
    });
  }
  function F(t3, r3, u3, i3, f4, o4, e3, l3, c4, a5) {
    var s3, h3, y4, _4, k2, b, m4, M2, $2 = u3.props || p, x3 = r3.props, C3 = r3.type;
    if ("svg" == C3 ? f4 = "http://www.w3.org/2000/svg" : "math" == C3 ? f4 = "http://www.w3.org/1998/Math/MathML" : f4 || (f4 = "http://www.w3.org/1999/xhtml"), o4) {
      for (s3 = 0; s3 < o4.length; s3++) if ((k2 = o4[s3]) && (C3 ? k2.localName == C3 : 3 == k2.nodeType)) {
        t3 = k2, o4[s3] = null;
        break;
      }
    }
    if (!t3) {
      if (M2 = a5.ownerDocument || document, !C3) return M2.createTextNode(x3);
      t3 = M2.createElementNS(f4, C3, x3.is ? x3 : a5), l3 && (n.__m && n.__m(r3, o4), l3 = false), o4 = null;
    }
    if (C3) {
      if (a5 = "template" == C3 && t3.content || t3, o4 = "textarea" == C3 && null != x3.defaultValue ? null : o4 && d.call(a5.childNodes), !l3 && o4) for ($2 = {}, s3 = 0; s3 < t3.attributes.length; s3++) $2[(k2 = t3.attributes[s3]).name] = k2.value;
      for (s3 in $2) k2 = $2[s3], "dangerouslySetInnerHTML" == s3 ? y4 = k2 : "children" == s3 || s3 in x3 || "value" == s3 && "defaultValue" in x3 || "checked" == s3 && "defaultChecked" in x3 || N(t3, s3, null, k2, f4);
      for (s3 in x3) k2 = x3[s3], "children" == s3 ? _4 = k2 : "dangerouslySetInnerHTML" == s3 ? h3 = k2 : "value" == s3 ? b = k2 : "checked" == s3 ? m4 = k2 : l3 && "function" != typeof k2 || $2[s3] === k2 || N(t3, s3, k2, $2[s3], f4);
      h3 ? (l3 || y4 && (h3.__html == y4.__html || h3.__html == t3.innerHTML) || (t3.innerHTML = h3.__html), r3.__k = []) : (y4 && (t3.textContent = ""), ("foreignObject" == C3 || "http://www.w3.org/1998/Math/MathML" == f4 && v.test(C3)) && (f4 = "http://www.w3.org/1999/xhtml"), I(a5, w(_4) ? _4 : [_4], r3, u3, i3, f4, o4, e3, o4 ? o4[0] : u3.__k && S(u3, 0), l3, c4), o4 && o4.some(g)), l3 && "textarea" != C3 || (s3 = "value", "progress" == C3 && null == b ? t3.removeAttribute(s3) : null == b || b === t3[s3] && ("progress" != C3 || b) || N(t3, s3, b, $2[s3], f4), s3 = "checked", null != m4 && m4 != t3[s3] && N(t3, s3, m4, $2[s3], f4));
    } else $2 === x3 || l3 && t3.data == x3 || (t3.data = x3);
    return t3;
  }
  function G(t3, r3, u3, i3) {
    try {
      "function" == typeof t3 ? r3 ? r3.__x = t3(r3) || 1 : i3 && (i3 = i3.__c || i3.__e) && (r3 = i3.__x) && (i3.__x = null, "function" == typeof r3 ? r3() : t3(null)) : t3.current = r3;
    } catch (t4) {
      n.__e(t4, u3);
    }
  }
  function J(t3, r3, u3) {
    var i3, f4, o4, e3;
    if (n.unmount && n.unmount(t3), !(i3 = t3.ref) || i3.current && i3.current != t3.__e || G(i3, null, r3, t3), i3 = t3.__c) {
      if (i3.componentWillUnmount) try {
        i3.componentWillUnmount();
      } catch (t4) {
        n.__e(t4, r3);
      }
      i3.__P = i3.__n = null;
    }
    if (i3 = t3.__k) for (e3 = 0; e3 < i3.length; e3++) i3[e3] && J(i3[e3], r3, "function" != typeof t3.type || u3 && !t3.props.__P);
    !u3 && (i3 = t3.__c) && (i3 = i3.__z) && (f4 = B(i3, o4 = [])) && (i3 == t3.__e && o4.some(g), g(f4), g(i3)), u3 || g(t3.__e), t3.__e = t3.__c = t3.__ = null;
  }
  function K(n2, t3, r3) {
    return this.constructor(n2, r3);
  }
  function Q(t3, r3) {
    var u3, i3, f4, o4;
    n.__ && n.__(t3, r3), 9 == r3.nodeType && (r3 = r3.documentElement), i3 = (u3 = t3 && 32 & t3.__u) ? null : r3.__k, r3.__k = m($, { children: [t3] }), f4 = [], o4 = [], z(r3, r3.__k, i3 || p, p, r3.namespaceURI, i3 ? null : r3.firstChild ? d.call(r3.childNodes) : null, f4, i3 ? i3.__e : r3.firstChild, u3, o4), E(f4, r3.__k, o4), r3.__k.props.children = null;
  }
  n = { __e: function(n2, t3, r3, u3) {
    for (var i3, o4, e3; t3 = t3.__; ) if ((i3 = t3.__c) && !(1 & i3.__g)) {
      i3.__g |= 4;
      try {
        if ((e3 = (o4 = i3.constructor) && o4.getDerivedStateFromError) && i3.setState(o4.getDerivedStateFromError(n2)), i3.componentDidCatch && (i3.componentDidCatch(n2, u3 || {}), e3 = 1), e3 && 8 & i3.__g) return void (i3.__g |= 2);
      } catch (t4) {
        n2 = t4;
      }
    }
    throw f = 0, n2;
  } }, t = 0, r = function(n2) {
    return null != n2 && n2.constructor === h;
  }, x.prototype.setState = function(n2, t3) {
    var r3 = this.__s;
    r3 && r3 != this.state || (r3 = this.__s = _({}, this.state)), "function" == typeof n2 && (n2 = n2(_({}, r3), this.props)), n2 && (_(r3, n2), this.__v && (t3 && this.__k.push(t3), L(this)));
  }, x.prototype.forceUpdate = function(n2) {
    this.__v && (this.__g |= 4, n2 && this.__h.push(n2), L(this));
  }, x.prototype.render = $, u = [], f = 0, o = function(n2, t3) {
    return n2.__v.__b - t3.__v.__b;
  }, e = /* @__PURE__ */ Symbol(), l = /(PointerCapture)$|Capture$/i, c = 0, a = {}, s = 0;

  // node_modules/preact/hooks/dist/hooks.mjs
  var t2;
  var r2;
  var u2;
  var i2;
  var o2 = Object.is;
  var f2 = 0;
  var c2 = [];
  var e2 = [];
  var a2 = n;
  var v2 = a2.__b;
  var l2 = a2.__r;
  var m2 = a2.diffed;
  var h2 = a2.__c;
  var s2 = a2.unmount;
  var p2 = a2.__;
  function y2(n2, t3) {
    a2.__h && a2.__h(r2, n2, f2 || t3), f2 = 0;
    var u3 = r2.__H || (r2.__H = { __: [], __h: [] });
    return n2 >= u3.__.length && u3.__.push({}), u3.__[n2];
  }
  function d2(n2) {
    return f2 = 1, _2(G2, n2);
  }
  function _2(n2, u3, i3) {
    var f4 = y2(t2++, 2);
    if (f4.t = n2, !f4.__c && (f4.__ = [i3 ? i3(u3) : G2(void 0, u3), function(n3) {
      var t3 = (f4.__N || f4.__)[0], r3 = f4.t(t3, n3);
      o2(t3, r3) || (f4.__N = [r3, f4.__[1]], f4.__c.setState({}));
    }], f4.__c = r2, !r2.__f)) {
      r2.__f = true;
      var c4 = r2.shouldComponentUpdate;
      r2.shouldComponentUpdate = function(n3, t3, r3) {
        var u4 = this.__H;
        if (!u4) return true;
        var i4 = false, f5 = this.props != n3;
        if (u4.__.some(function(n4) {
          n4.__N && (i4 = true, o2(n4.__[0], n4.__N[0]) || (f5 = true));
        }), c4) {
          var e3 = c4.call(this, n3, t3, r3);
          return i4 ? e3 || f5 : e3;
        }
        return !i4 || f5;
      };
    }
    return f4.__;
  }
  function A2(n2, u3) {
    var i3 = y2(t2++, 3);
    !a2.__s && E2(i3.__H, u3) && (i3.__P = true, i3.__ = n2, i3.u = u3, r2.__H.__h.push(i3));
  }
  function F2(n2, u3) {
    var i3 = y2(t2++, 4);
    !a2.__s && E2(i3.__H, u3) && (i3.__P = false, i3.__ = n2, i3.u = u3, r2.__h.push(i3));
  }
  function T2(n2) {
    return f2 = 5, w2(function() {
      return { current: n2 };
    }, []);
  }
  function w2(n2, r3) {
    var u3 = y2(t2++, 7);
    return E2(u3.__H, r3) && (u3.__ = n2(), u3.__H = r3), u3.__;
  }
  function g2() {
    var n2;
    do {
      for (; n2 = e2.shift(); ) try {
        C2(n2);
      } catch (t4) {
        a2.__e(t4, { __: (n2 = n2.__P) && n2.__v });
      }
      for (; n2 = c2.shift(); ) {
        var t3 = n2.__H;
        if (n2.__P && t3) try {
          t3.__h.some(C2), t3.__h.some(D2), t3.__h = [];
        } catch (r3) {
          t3.__h = [], a2.__e(r3, n2.__v);
        }
      }
    } while (e2.length);
  }
  a2.__b = function(n2) {
    r2 = null, v2 && v2(n2);
  }, a2.__ = function(n2, t3) {
    n2 && t3.__k && t3.__k.__m && (n2.__m = t3.__k.__m), p2 && p2(n2, t3);
  }, a2.__r = function(n2) {
    l2 && l2(n2), t2 = 0;
    var i3 = (r2 = n2.__c).__H;
    i3 && (u2 == r2 ? r2.__h = [] : (i3.__h.some(C2), i3.__h.some(D2), t2 = 0), i3.__h = [], i3.__.some(function(n3) {
      n3.__N && (n3.__ = n3.__N), n3.u = n3.__N = void 0;
    })), u2 = r2;
  }, a2.diffed = function(n2) {
    m2 && m2(n2);
    var t3 = n2.__c;
    t3 && t3.__H && (t3.__H.__h.length && B2(c2.push(t3)), t3.__H.__.some(function(n3) {
      n3.u && (n3.__H = n3.u);
    })), u2 = r2 = null;
  }, a2.__c = function(n2, t3) {
    t3.some(function(n3) {
      try {
        n3.__h.some(C2), n3.__h = n3.__h.filter(function(n4) {
          return !n4.__ || D2(n4);
        });
      } catch (t4) {
        n3.__h = [function() {
          throw t4;
        }];
      }
    }), h2 && h2(n2, t3);
  }, a2.unmount = function(n2) {
    s2 && s2(n2);
    var t3, r3, u3 = n2.__c;
    u3 && u3.__H && (u3.__H.__.some(function(u4) {
      try {
        if (u4.__P && u4.__c) {
          if (void 0 === r3) {
            for (r3 = n2.__; r3 && (!r3.__c || !r3.__c.__P); ) r3 = r3.__;
            r3 = r3 && r3.__c;
          }
          u4.__P = r3, B2(e2.push(u4));
        } else C2(u4);
      } catch (n3) {
        t3 = n3;
      }
    }), u3.__H = void 0, t3 && a2.__e(t3, u3.__v));
  };
  var k = "function" == typeof requestAnimationFrame;
  function z2(n2) {
    var t3, r3 = function() {
      clearTimeout(u3), k && cancelAnimationFrame(t3), setTimeout(n2);
    }, u3 = setTimeout(r3, 35);
    k && (t3 = requestAnimationFrame(r3));
  }
  function B2(n2) {
    1 != n2 && i2 == a2.requestAnimationFrame || ((i2 = a2.requestAnimationFrame) || z2)(g2);
  }
  function C2(n2) {
    var t3 = r2, u3 = n2.__c;
    "function" == typeof u3 && (n2.__c = void 0, u3()), r2 = t3;
  }
  function D2(n2) {
    var t3 = r2;
    n2.__c = n2.__(), r2 = t3;
  }
  function E2(n2, t3) {
    return !n2 || n2.length != t3.length || t3.some(function(t4, r3) {
      return !o2(t4, n2[r3]);
    });
  }
  function G2(n2, t3) {
    return "function" == typeof t3 ? t3(n2) : t3;
  }

  // node_modules/uplot/dist/uPlot.esm.js
  var FEAT_TIME = true;
  var pre = "u-";
  var UPLOT = "uplot";
  var ORI_HZ = pre + "hz";
  var ORI_VT = pre + "vt";
  var TITLE = pre + "title";
  var WRAP = pre + "wrap";
  var UNDER = pre + "under";
  var OVER = pre + "over";
  var AXIS = pre + "axis";
  var OFF = pre + "off";
  var SELECT = pre + "select";
  var CURSOR_X = pre + "cursor-x";
  var CURSOR_Y = pre + "cursor-y";
  var CURSOR_PT = pre + "cursor-pt";
  var LEGEND = pre + "legend";
  var LEGEND_LIVE = pre + "live";
  var LEGEND_INLINE = pre + "inline";
  var LEGEND_SERIES = pre + "series";
  var LEGEND_MARKER = pre + "marker";
  var LEGEND_LABEL = pre + "label";
  var LEGEND_VALUE = pre + "value";
  var WIDTH = "width";
  var HEIGHT = "height";
  var TOP = "top";
  var BOTTOM = "bottom";
  var LEFT = "left";
  var RIGHT = "right";
  var hexBlack = "#000";
  var transparent = hexBlack + "0";
  var mousemove = "mousemove";
  var mousedown = "mousedown";
  var mouseup = "mouseup";
  var mouseenter = "mouseenter";
  var mouseleave = "mouseleave";
  var dblclick = "dblclick";
  var resize = "resize";
  var scroll = "scroll";
  var change = "change";
  var dppxchange = "dppxchange";
  var LEGEND_DISP = "--";
  var domEnv = typeof window != "undefined";
  var doc = domEnv ? document : null;
  var win = domEnv ? window : null;
  var nav = domEnv ? navigator : null;
  var pxRatio;
  var query;
  function setPxRatio() {
    let _pxRatio = devicePixelRatio;
    if (pxRatio != _pxRatio) {
      pxRatio = _pxRatio;
      query && off(change, query, setPxRatio);
      query = matchMedia(`(min-resolution: ${pxRatio - 1e-3}dppx) and (max-resolution: ${pxRatio + 1e-3}dppx)`);
      on(change, query, setPxRatio);
      win.dispatchEvent(new CustomEvent(dppxchange));
    }
  }
  function addClass(el, c4) {
    if (c4 != null) {
      let cl = el.classList;
      !cl.contains(c4) && cl.add(c4);
    }
  }
  function remClass(el, c4) {
    let cl = el.classList;
    cl.contains(c4) && cl.remove(c4);
  }
  function setStylePx(el, name, value) {
    el.style[name] = value + "px";
  }
  function placeTag(tag, cls, targ, refEl) {
    let el = doc.createElement(tag);
    if (cls != null)
      addClass(el, cls);
    if (targ != null)
      targ.insertBefore(el, refEl);
    return el;
  }
  function placeDiv(cls, targ) {
    return placeTag("div", cls, targ);
  }
  var xformCache = /* @__PURE__ */ new WeakMap();
  function elTrans(el, xPos, yPos, xMax, yMax) {
    let xform = "translate(" + xPos + "px," + yPos + "px)";
    let xformOld = xformCache.get(el);
    if (xform != xformOld) {
      el.style.transform = xform;
      xformCache.set(el, xform);
      if (xPos < 0 || yPos < 0 || xPos > xMax || yPos > yMax)
        addClass(el, OFF);
      else
        remClass(el, OFF);
    }
  }
  var colorCache = /* @__PURE__ */ new WeakMap();
  function elColor(el, background, borderColor) {
    let newColor = background + borderColor;
    let oldColor = colorCache.get(el);
    if (newColor != oldColor) {
      colorCache.set(el, newColor);
      el.style.background = background;
      el.style.borderColor = borderColor;
    }
  }
  var sizeCache = /* @__PURE__ */ new WeakMap();
  function elSize(el, newWid, newHgt, centered) {
    let newSize = newWid + "" + newHgt;
    let oldSize = sizeCache.get(el);
    if (newSize != oldSize) {
      sizeCache.set(el, newSize);
      el.style.height = newHgt + "px";
      el.style.width = newWid + "px";
      el.style.marginLeft = centered ? -newWid / 2 + "px" : 0;
      el.style.marginTop = centered ? -newHgt / 2 + "px" : 0;
    }
  }
  var evOpts = { passive: true };
  var evOpts2 = { ...evOpts, capture: true };
  function on(ev, el, cb, capt) {
    el.addEventListener(ev, cb, capt ? evOpts2 : evOpts);
  }
  function off(ev, el, cb, capt) {
    el.removeEventListener(ev, cb, evOpts);
  }
  domEnv && setPxRatio();
  function closestIdx(num, arr, lo, hi) {
    let mid;
    lo = lo || 0;
    hi = hi || arr.length - 1;
    let bitwise = hi <= 2147483647;
    while (hi - lo > 1) {
      mid = bitwise ? lo + hi >> 1 : floor((lo + hi) / 2);
      if (arr[mid] < num)
        lo = mid;
      else
        hi = mid;
    }
    if (num - arr[lo] <= arr[hi] - num)
      return lo;
    return hi;
  }
  function makeIndexOfs(predicate) {
    let indexOfs = (data, _i0, _i1) => {
      let i0 = -1;
      let i1 = -1;
      for (let i3 = _i0; i3 <= _i1; i3++) {
        if (predicate(data[i3])) {
          i0 = i3;
          break;
        }
      }
      for (let i3 = _i1; i3 >= _i0; i3--) {
        if (predicate(data[i3])) {
          i1 = i3;
          break;
        }
      }
      return [i0, i1];
    };
    return indexOfs;
  }
  var notNullish = (v3) => v3 != null;
  var isPositive = (v3) => v3 != null && v3 > 0;
  var nonNullIdxs = makeIndexOfs(notNullish);
  var positiveIdxs = makeIndexOfs(isPositive);
  function getMinMax(data, _i0, _i1, sorted = 0, log = false) {
    let getEdgeIdxs = log ? positiveIdxs : nonNullIdxs;
    let predicate = log ? isPositive : notNullish;
    [_i0, _i1] = getEdgeIdxs(data, _i0, _i1);
    let _min = data[_i0];
    let _max = data[_i0];
    if (_i0 > -1) {
      if (sorted == 1) {
        _min = data[_i0];
        _max = data[_i1];
      } else if (sorted == -1) {
        _min = data[_i1];
        _max = data[_i0];
      } else {
        for (let i3 = _i0; i3 <= _i1; i3++) {
          let v3 = data[i3];
          if (predicate(v3)) {
            if (v3 < _min)
              _min = v3;
            else if (v3 > _max)
              _max = v3;
          }
        }
      }
    }
    return [_min ?? inf, _max ?? -inf];
  }
  function rangeLog(min2, max2, base, fullMags) {
    let minSign = sign(min2);
    let maxSign = sign(max2);
    if (min2 == max2) {
      if (minSign == -1) {
        min2 *= base;
        max2 /= base;
      } else {
        min2 /= base;
        max2 *= base;
      }
    }
    let logFn = base == 10 ? log10 : log2;
    let growMinAbs = minSign == 1 ? floor : ceil;
    let growMaxAbs = maxSign == 1 ? ceil : floor;
    let minExp = growMinAbs(logFn(abs(min2)));
    let maxExp = growMaxAbs(logFn(abs(max2)));
    let minIncr = pow(base, minExp);
    let maxIncr = pow(base, maxExp);
    if (base == 10) {
      if (minExp < 0)
        minIncr = roundDec(minIncr, -minExp);
      if (maxExp < 0)
        maxIncr = roundDec(maxIncr, -maxExp);
    }
    if (fullMags || base == 2) {
      min2 = minIncr * minSign;
      max2 = maxIncr * maxSign;
    } else {
      min2 = incrRoundDn(min2, minIncr);
      max2 = incrRoundUp(max2, maxIncr);
    }
    return [min2, max2];
  }
  function rangeAsinh(min2, max2, base, fullMags) {
    let minMax = rangeLog(min2, max2, base, fullMags);
    if (min2 == 0)
      minMax[0] = 0;
    if (max2 == 0)
      minMax[1] = 0;
    return minMax;
  }
  var rangePad = 0.1;
  var autoRangePart = {
    mode: 3,
    pad: rangePad
  };
  var _eqRangePart = {
    pad: 0,
    soft: null,
    mode: 0
  };
  var _eqRange = {
    min: _eqRangePart,
    max: _eqRangePart
  };
  function rangeNum(_min, _max, mult, extra) {
    if (isObj(mult))
      return _rangeNum(_min, _max, mult);
    _eqRangePart.pad = mult;
    _eqRangePart.soft = extra ? 0 : null;
    _eqRangePart.mode = extra ? 3 : 0;
    return _rangeNum(_min, _max, _eqRange);
  }
  function ifNull(lh, rh) {
    return lh == null ? rh : lh;
  }
  function hasData(data, idx0, idx1) {
    idx0 = ifNull(idx0, 0);
    idx1 = ifNull(idx1, data.length - 1);
    while (idx0 <= idx1) {
      if (data[idx0] != null)
        return true;
      idx0++;
    }
    return false;
  }
  function _rangeNum(_min, _max, cfg) {
    let cmin = cfg.min;
    let cmax = cfg.max;
    let padMin = ifNull(cmin.pad, 0);
    let padMax = ifNull(cmax.pad, 0);
    let hardMin = ifNull(cmin.hard, -inf);
    let hardMax = ifNull(cmax.hard, inf);
    let softMin = ifNull(cmin.soft, inf);
    let softMax = ifNull(cmax.soft, -inf);
    let softMinMode = ifNull(cmin.mode, 0);
    let softMaxMode = ifNull(cmax.mode, 0);
    let delta = _max - _min;
    let deltaMag = log10(delta);
    let scalarMax = max(abs(_min), abs(_max));
    let scalarMag = log10(scalarMax);
    let scalarMagDelta = abs(scalarMag - deltaMag);
    if (delta < 1e-24 || scalarMagDelta > 10) {
      delta = 0;
      if (_min == 0 || _max == 0) {
        delta = 1e-24;
        if (softMinMode == 2 && softMin != inf)
          padMin = 0;
        if (softMaxMode == 2 && softMax != -inf)
          padMax = 0;
      }
    }
    let nonZeroDelta = delta || scalarMax || 1e3;
    let mag = log10(nonZeroDelta);
    let base = pow(10, floor(mag));
    let _padMin = nonZeroDelta * (delta == 0 ? _min == 0 ? 0.1 : 1 : padMin);
    let _newMin = roundDec(incrRoundDn(_min - _padMin, base / 10), 24);
    let _softMin = _min >= softMin && (softMinMode == 1 || softMinMode == 3 && _newMin <= softMin || softMinMode == 2 && _newMin >= softMin) ? softMin : inf;
    let minLim = max(hardMin, _newMin < _softMin && _min >= _softMin ? _softMin : min(_softMin, _newMin));
    let _padMax = nonZeroDelta * (delta == 0 ? _max == 0 ? 0.1 : 1 : padMax);
    let _newMax = roundDec(incrRoundUp(_max + _padMax, base / 10), 24);
    let _softMax = _max <= softMax && (softMaxMode == 1 || softMaxMode == 3 && _newMax >= softMax || softMaxMode == 2 && _newMax <= softMax) ? softMax : -inf;
    let maxLim = min(hardMax, _newMax > _softMax && _max <= _softMax ? _softMax : max(_softMax, _newMax));
    if (minLim == maxLim && minLim == 0)
      maxLim = 100;
    return [minLim, maxLim];
  }
  var numFormatter = new Intl.NumberFormat(domEnv ? nav.language : "en-US");
  var fmtNum = (val) => numFormatter.format(val);
  var M = Math;
  var PI = M.PI;
  var abs = M.abs;
  var floor = M.floor;
  var round = M.round;
  var ceil = M.ceil;
  var min = M.min;
  var max = M.max;
  var pow = M.pow;
  var sign = M.sign;
  var log10 = M.log10;
  var log2 = M.log2;
  var sinh = (v3, linthresh = 1) => M.sinh(v3) * linthresh;
  var asinh = (v3, linthresh = 1) => M.asinh(v3 / linthresh);
  var inf = Infinity;
  function numIntDigits(x3) {
    return (log10((x3 ^ x3 >> 31) - (x3 >> 31)) | 0) + 1;
  }
  function clamp(num, _min, _max) {
    return min(max(num, _min), _max);
  }
  function isFn(v3) {
    return typeof v3 == "function";
  }
  function fnOrSelf(v3) {
    return isFn(v3) ? v3 : () => v3;
  }
  var noop = () => {
  };
  var retArg0 = (_0) => _0;
  var retArg1 = (_0, _1) => _1;
  var retNull = (_4) => null;
  var retTrue = (_4) => true;
  var retEq = (a5, b) => a5 == b;
  var regex6 = /\.\d*?(?=9{6,}|0{6,})/gm;
  var fixFloat = (val) => {
    if (isInt(val) || fixedDec.has(val))
      return val;
    const str = `${val}`;
    const match = str.match(regex6);
    if (match == null)
      return val;
    let len = match[0].length - 1;
    if (str.indexOf("e-") != -1) {
      let [num, exp] = str.split("e");
      return +`${fixFloat(num)}e${exp}`;
    }
    return roundDec(val, len);
  };
  function incrRound(num, incr) {
    return fixFloat(roundDec(fixFloat(num / incr)) * incr);
  }
  function incrRoundUp(num, incr) {
    return fixFloat(ceil(fixFloat(num / incr)) * incr);
  }
  function incrRoundDn(num, incr) {
    return fixFloat(floor(fixFloat(num / incr)) * incr);
  }
  function roundDec(val, dec = 0) {
    if (isInt(val))
      return val;
    let p3 = 10 ** dec;
    let n2 = val * p3 * (1 + Number.EPSILON);
    return round(n2) / p3;
  }
  var fixedDec = /* @__PURE__ */ new Map();
  function guessDec(num) {
    return (("" + num).split(".")[1] || "").length;
  }
  function genIncrs(base, minExp, maxExp, mults) {
    let incrs = [];
    let multDec = mults.map(guessDec);
    for (let exp = minExp; exp < maxExp; exp++) {
      let expa = abs(exp);
      let mag = roundDec(pow(base, exp), expa);
      for (let i3 = 0; i3 < mults.length; i3++) {
        let _incr = base == 10 ? +`${mults[i3]}e${exp}` : mults[i3] * mag;
        let dec = (exp >= 0 ? 0 : expa) + (exp >= multDec[i3] ? 0 : multDec[i3]);
        let incr = base == 10 ? _incr : roundDec(_incr, dec);
        incrs.push(incr);
        fixedDec.set(incr, dec);
      }
    }
    return incrs;
  }
  var EMPTY_OBJ = {};
  var EMPTY_ARR = [];
  var nullNullTuple = [null, null];
  var isArr = Array.isArray;
  var isInt = Number.isInteger;
  var isUndef = (v3) => v3 === void 0;
  function isStr(v3) {
    return typeof v3 == "string";
  }
  function isObj(v3) {
    let is = false;
    if (v3 != null) {
      let c4 = v3.constructor;
      is = c4 == null || c4 == Object;
    }
    return is;
  }
  function fastIsObj(v3) {
    return v3 != null && typeof v3 == "object";
  }
  var TypedArray = Object.getPrototypeOf(Uint8Array);
  var __proto__ = "__proto__";
  function copy(o4, _isObj = isObj) {
    let out;
    if (isArr(o4)) {
      let val = o4.find((v3) => v3 != null);
      if (isArr(val) || _isObj(val)) {
        out = Array(o4.length);
        for (let i3 = 0; i3 < o4.length; i3++)
          out[i3] = copy(o4[i3], _isObj);
      } else
        out = o4.slice();
    } else if (o4 instanceof TypedArray)
      out = o4.slice();
    else if (_isObj(o4)) {
      out = {};
      for (let k2 in o4) {
        if (k2 != __proto__)
          out[k2] = copy(o4[k2], _isObj);
      }
    } else
      out = o4;
    return out;
  }
  function assign(targ) {
    let args = arguments;
    for (let i3 = 1; i3 < args.length; i3++) {
      let src = args[i3];
      for (let key in src) {
        if (key != __proto__) {
          if (isObj(targ[key]))
            assign(targ[key], copy(src[key]));
          else
            targ[key] = copy(src[key]);
        }
      }
    }
    return targ;
  }
  var NULL_REMOVE = 0;
  var NULL_RETAIN = 1;
  var NULL_EXPAND = 2;
  function nullExpand(yVals, nullIdxs, alignedLen) {
    for (let i3 = 0, xi, lastNullIdx = -1; i3 < nullIdxs.length; i3++) {
      let nullIdx = nullIdxs[i3];
      if (nullIdx > lastNullIdx) {
        xi = nullIdx - 1;
        while (xi >= 0 && yVals[xi] == null)
          yVals[xi--] = null;
        xi = nullIdx + 1;
        while (xi < alignedLen && yVals[xi] == null)
          yVals[lastNullIdx = xi++] = null;
      }
    }
  }
  function join(tables, nullModes) {
    if (allHeadersSame(tables)) {
      let table = tables[0].slice();
      for (let i3 = 1; i3 < tables.length; i3++)
        table.push(...tables[i3].slice(1));
      if (!isAsc(table[0]))
        table = sortCols(table);
      return table;
    }
    let xVals = /* @__PURE__ */ new Set();
    for (let ti = 0; ti < tables.length; ti++) {
      let t3 = tables[ti];
      let xs = t3[0];
      let len = xs.length;
      for (let i3 = 0; i3 < len; i3++)
        xVals.add(xs[i3]);
    }
    let data = [Array.from(xVals).sort((a5, b) => a5 - b)];
    let alignedLen = data[0].length;
    let xIdxs = /* @__PURE__ */ new Map();
    for (let i3 = 0; i3 < alignedLen; i3++)
      xIdxs.set(data[0][i3], i3);
    for (let ti = 0; ti < tables.length; ti++) {
      let t3 = tables[ti];
      let xs = t3[0];
      for (let si = 1; si < t3.length; si++) {
        let ys = t3[si];
        let yVals = Array(alignedLen).fill(void 0);
        let nullMode = nullModes ? nullModes[ti][si] : NULL_RETAIN;
        let nullIdxs = [];
        for (let i3 = 0; i3 < ys.length; i3++) {
          let yVal = ys[i3];
          let alignedIdx = xIdxs.get(xs[i3]);
          if (yVal === null) {
            if (nullMode != NULL_REMOVE) {
              yVals[alignedIdx] = yVal;
              if (nullMode == NULL_EXPAND)
                nullIdxs.push(alignedIdx);
            }
          } else
            yVals[alignedIdx] = yVal;
        }
        nullExpand(yVals, nullIdxs, alignedLen);
        data.push(yVals);
      }
    }
    return data;
  }
  var microTask = typeof queueMicrotask == "undefined" ? (fn) => Promise.resolve().then(fn) : queueMicrotask;
  function sortCols(table) {
    let head = table[0];
    let rlen = head.length;
    let idxs = Array(rlen);
    for (let i3 = 0; i3 < idxs.length; i3++)
      idxs[i3] = i3;
    idxs.sort((i0, i1) => head[i0] - head[i1]);
    let table2 = [];
    for (let i3 = 0; i3 < table.length; i3++) {
      let row = table[i3];
      let row2 = Array(rlen);
      for (let j2 = 0; j2 < rlen; j2++)
        row2[j2] = row[idxs[j2]];
      table2.push(row2);
    }
    return table2;
  }
  function allHeadersSame(tables) {
    let vals0 = tables[0][0];
    let len0 = vals0.length;
    for (let i3 = 1; i3 < tables.length; i3++) {
      let vals1 = tables[i3][0];
      if (vals1.length != len0)
        return false;
      if (vals1 != vals0) {
        for (let j2 = 0; j2 < len0; j2++) {
          if (vals1[j2] != vals0[j2])
            return false;
        }
      }
    }
    return true;
  }
  function isAsc(vals, samples = 100) {
    const len = vals.length;
    if (len <= 1)
      return true;
    let firstIdx = 0;
    let lastIdx = len - 1;
    while (firstIdx <= lastIdx && vals[firstIdx] == null)
      firstIdx++;
    while (lastIdx >= firstIdx && vals[lastIdx] == null)
      lastIdx--;
    if (lastIdx <= firstIdx)
      return true;
    const stride = max(1, floor((lastIdx - firstIdx + 1) / samples));
    for (let prevVal = vals[firstIdx], i3 = firstIdx + stride; i3 <= lastIdx; i3 += stride) {
      const v3 = vals[i3];
      if (v3 != null) {
        if (v3 <= prevVal)
          return false;
        prevVal = v3;
      }
    }
    return true;
  }
  var months = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December"
  ];
  var days = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday"
  ];
  function slice3(str) {
    return str.slice(0, 3);
  }
  var days3 = days.map(slice3);
  var months3 = months.map(slice3);
  var engNames = {
    MMMM: months,
    MMM: months3,
    WWWW: days,
    WWW: days3
  };
  function zeroPad2(int) {
    return (int < 10 ? "0" : "") + int;
  }
  function zeroPad3(int) {
    return (int < 10 ? "00" : int < 100 ? "0" : "") + int;
  }
  var subs = {
    // 2019
    YYYY: (d3) => d3.getFullYear(),
    // 19
    YY: (d3) => (d3.getFullYear() + "").slice(2),
    // July
    MMMM: (d3, names) => names.MMMM[d3.getMonth()],
    // Jul
    MMM: (d3, names) => names.MMM[d3.getMonth()],
    // 07
    MM: (d3) => zeroPad2(d3.getMonth() + 1),
    // 7
    M: (d3) => d3.getMonth() + 1,
    // 09
    DD: (d3) => zeroPad2(d3.getDate()),
    // 9
    D: (d3) => d3.getDate(),
    // Monday
    WWWW: (d3, names) => names.WWWW[d3.getDay()],
    // Mon
    WWW: (d3, names) => names.WWW[d3.getDay()],
    // 03
    HH: (d3) => zeroPad2(d3.getHours()),
    // 3
    H: (d3) => d3.getHours(),
    // 9 (12hr, unpadded)
    h: (d3) => {
      let h3 = d3.getHours();
      return h3 == 0 ? 12 : h3 > 12 ? h3 - 12 : h3;
    },
    // AM
    AA: (d3) => d3.getHours() >= 12 ? "PM" : "AM",
    // am
    aa: (d3) => d3.getHours() >= 12 ? "pm" : "am",
    // a
    a: (d3) => d3.getHours() >= 12 ? "p" : "a",
    // 09
    mm: (d3) => zeroPad2(d3.getMinutes()),
    // 9
    m: (d3) => d3.getMinutes(),
    // 09
    ss: (d3) => zeroPad2(d3.getSeconds()),
    // 9
    s: (d3) => d3.getSeconds(),
    // 374
    fff: (d3) => zeroPad3(d3.getMilliseconds())
  };
  function fmtDate(tpl, names) {
    names = names || engNames;
    let parts = [];
    let R = /\{([a-z]+)\}|[^{]+/gi, m4;
    while (m4 = R.exec(tpl))
      parts.push(m4[0][0] == "{" ? subs[m4[1]] : m4[0]);
    return (d3) => {
      let out = "";
      for (let i3 = 0; i3 < parts.length; i3++)
        out += typeof parts[i3] == "string" ? parts[i3] : parts[i3](d3, names);
      return out;
    };
  }
  var localTz = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  function tzDate(date2, tz) {
    let date22;
    if (tz == "UTC" || tz == "Etc/UTC")
      date22 = new Date(+date2 + date2.getTimezoneOffset() * 6e4);
    else if (tz == localTz)
      date22 = date2;
    else {
      date22 = new Date(date2.toLocaleString("en-US", { timeZone: tz }));
      date22.setMilliseconds(date2.getMilliseconds());
    }
    return date22;
  }
  var onlyWhole = (v3) => v3 % 1 == 0;
  var allMults = [1, 2, 2.5, 5];
  var decIncrs = genIncrs(10, -32, 0, allMults);
  var oneIncrs = genIncrs(10, 0, 32, allMults);
  var wholeIncrs = oneIncrs.filter(onlyWhole);
  var numIncrs = decIncrs.concat(oneIncrs);
  var NL = "\n";
  var yyyy = "{YYYY}";
  var NLyyyy = NL + yyyy;
  var md = "{M}/{D}";
  var NLmd = NL + md;
  var NLmdyy = NLmd + "/{YY}";
  var aa = "{aa}";
  var hmm = "{h}:{mm}";
  var hmmaa = hmm + aa;
  var NLhmmaa = NL + hmmaa;
  var ss = ":{ss}";
  var _3 = null;
  function genTimeStuffs(ms) {
    let s3 = ms * 1e3, m4 = s3 * 60, h3 = m4 * 60, d3 = h3 * 24, mo = d3 * 30, y4 = d3 * 365;
    let subSecIncrs = ms == 1 ? genIncrs(10, 0, 3, allMults).filter(onlyWhole) : genIncrs(10, -3, 0, allMults);
    let timeIncrs = subSecIncrs.concat([
      // minute divisors (# of secs)
      s3,
      s3 * 5,
      s3 * 10,
      s3 * 15,
      s3 * 30,
      // hour divisors (# of mins)
      m4,
      m4 * 5,
      m4 * 10,
      m4 * 15,
      m4 * 30,
      // day divisors (# of hrs)
      h3,
      h3 * 2,
      h3 * 3,
      h3 * 4,
      h3 * 6,
      h3 * 8,
      h3 * 12,
      // month divisors TODO: need more?
      d3,
      d3 * 2,
      d3 * 3,
      d3 * 4,
      d3 * 5,
      d3 * 6,
      d3 * 7,
      d3 * 8,
      d3 * 9,
      d3 * 10,
      d3 * 15,
      // year divisors (# months, approx)
      mo,
      mo * 2,
      mo * 3,
      mo * 4,
      mo * 6,
      // century divisors
      y4,
      y4 * 2,
      y4 * 5,
      y4 * 10,
      y4 * 25,
      y4 * 50,
      y4 * 100
    ]);
    const _timeAxisStamps = [
      //   tick incr    default          year                    month   day                   hour    min       sec   mode
      [y4, yyyy, _3, _3, _3, _3, _3, _3, 1],
      [d3 * 28, "{MMM}", NLyyyy, _3, _3, _3, _3, _3, 1],
      [d3, md, NLyyyy, _3, _3, _3, _3, _3, 1],
      [h3, "{h}" + aa, NLmdyy, _3, NLmd, _3, _3, _3, 1],
      [m4, hmmaa, NLmdyy, _3, NLmd, _3, _3, _3, 1],
      [s3, ss, NLmdyy + " " + hmmaa, _3, NLmd + " " + hmmaa, _3, NLhmmaa, _3, 1],
      [ms, ss + ".{fff}", NLmdyy + " " + hmmaa, _3, NLmd + " " + hmmaa, _3, NLhmmaa, _3, 1]
    ];
    function timeAxisSplits(tzDate2) {
      return (self, axisIdx, scaleMin, scaleMax, foundIncr, foundSpace) => {
        let splits = [];
        let isYr = foundIncr >= y4;
        let isMo = foundIncr >= mo && foundIncr < y4;
        let minDate = tzDate2(scaleMin);
        let minDateTs = roundDec(minDate * ms, 3);
        let minMin = mkDate(minDate.getFullYear(), isYr ? 0 : minDate.getMonth(), isMo || isYr ? 1 : minDate.getDate());
        let minMinTs = roundDec(minMin * ms, 3);
        if (isMo || isYr) {
          let moIncr = isMo ? foundIncr / mo : 0;
          let yrIncr = isYr ? foundIncr / y4 : 0;
          let split = minDateTs == minMinTs ? minDateTs : roundDec(mkDate(minMin.getFullYear() + yrIncr, minMin.getMonth() + moIncr, 1) * ms, 3);
          let splitDate = new Date(round(split / ms));
          let baseYear = splitDate.getFullYear();
          let baseMonth = splitDate.getMonth();
          for (let i3 = 0; split <= scaleMax; i3++) {
            let next = mkDate(baseYear + yrIncr * i3, baseMonth + moIncr * i3, 1);
            let offs = next - tzDate2(roundDec(next * ms, 3));
            split = roundDec((+next + offs) * ms, 3);
            if (split <= scaleMax)
              splits.push(split);
          }
        } else {
          let incr0 = foundIncr >= d3 ? d3 : foundIncr;
          let tzOffset = floor(scaleMin) - floor(minDateTs);
          let split = minMinTs + tzOffset + incrRoundUp(minDateTs - minMinTs, incr0);
          splits.push(split);
          let date0 = tzDate2(split);
          let prevHour = date0.getHours() + date0.getMinutes() / m4 + date0.getSeconds() / h3;
          let incrHours = foundIncr / h3;
          let minSpace = self.axes[axisIdx]._space;
          let pctSpace = foundSpace / minSpace;
          while (1) {
            split = roundDec(split + foundIncr, ms == 1 ? 0 : 3);
            if (split > scaleMax)
              break;
            if (incrHours > 1) {
              let expectedHour = floor(roundDec(prevHour + incrHours, 6)) % 24;
              let splitDate = tzDate2(split);
              let actualHour = splitDate.getHours();
              let dstShift = actualHour - expectedHour;
              if (dstShift > 1)
                dstShift = -1;
              split -= dstShift * h3;
              prevHour = (prevHour + incrHours) % 24;
              let prevSplit = splits[splits.length - 1];
              let pctIncr = roundDec((split - prevSplit) / foundIncr, 3);
              if (pctIncr * pctSpace >= 0.7)
                splits.push(split);
            } else
              splits.push(split);
          }
        }
        return splits;
      };
    }
    return [
      timeIncrs,
      _timeAxisStamps,
      timeAxisSplits
    ];
  }
  var [timeIncrsMs, _timeAxisStampsMs, timeAxisSplitsMs] = genTimeStuffs(1);
  var [timeIncrsS, _timeAxisStampsS, timeAxisSplitsS] = genTimeStuffs(1e-3);
  genIncrs(2, -53, 53, [1]);
  function timeAxisStamps(stampCfg, fmtDate2) {
    return stampCfg.map((s3) => s3.map(
      (v3, i3) => i3 == 0 || i3 == 8 || v3 == null ? v3 : fmtDate2(i3 == 1 || s3[8] == 0 ? v3 : s3[1] + v3)
    ));
  }
  function timeAxisVals(tzDate2, stamps) {
    return (self, splits, axisIdx, foundSpace, foundIncr) => {
      let s3 = stamps.find((s4) => foundIncr >= s4[0]) || stamps[stamps.length - 1];
      let prevYear;
      let prevMnth;
      let prevDate;
      let prevHour;
      let prevMins;
      let prevSecs;
      return splits.map((split) => {
        let date2 = tzDate2(split);
        let newYear = date2.getFullYear();
        let newMnth = date2.getMonth();
        let newDate = date2.getDate();
        let newHour = date2.getHours();
        let newMins = date2.getMinutes();
        let newSecs = date2.getSeconds();
        let stamp = newYear != prevYear && s3[2] || newMnth != prevMnth && s3[3] || newDate != prevDate && s3[4] || newHour != prevHour && s3[5] || newMins != prevMins && s3[6] || newSecs != prevSecs && s3[7] || s3[1];
        prevYear = newYear;
        prevMnth = newMnth;
        prevDate = newDate;
        prevHour = newHour;
        prevMins = newMins;
        prevSecs = newSecs;
        return stamp(date2);
      });
    };
  }
  function timeAxisVal(tzDate2, dateTpl) {
    let stamp = fmtDate(dateTpl);
    return (self, splits, axisIdx, foundSpace, foundIncr) => splits.map((split) => stamp(tzDate2(split)));
  }
  function mkDate(y4, m4, d3) {
    return new Date(y4, m4, d3);
  }
  function timeSeriesStamp(stampCfg, fmtDate2) {
    return fmtDate2(stampCfg);
  }
  var _timeSeriesStamp = "{YYYY}-{MM}-{DD} {h}:{mm}{aa}";
  function timeSeriesVal(tzDate2, stamp) {
    return (self, val, seriesIdx, dataIdx) => dataIdx == null ? LEGEND_DISP : stamp(tzDate2(val));
  }
  function legendStroke(self, seriesIdx) {
    let s3 = self.series[seriesIdx];
    return s3.width ? s3.stroke(self, seriesIdx) : s3.points.width ? s3.points.stroke(self, seriesIdx) : null;
  }
  function legendFill(self, seriesIdx) {
    return self.series[seriesIdx].fill(self, seriesIdx);
  }
  var legendOpts = {
    show: true,
    live: true,
    isolate: false,
    mount: noop,
    markers: {
      show: true,
      width: 2,
      stroke: legendStroke,
      fill: legendFill,
      dash: "solid"
    },
    idx: null,
    idxs: null,
    values: []
  };
  function cursorPointShow(self, si) {
    let o4 = self.cursor.points;
    let pt = placeDiv();
    let size = o4.size(self, si);
    setStylePx(pt, WIDTH, size);
    setStylePx(pt, HEIGHT, size);
    let mar = size / -2;
    setStylePx(pt, "marginLeft", mar);
    setStylePx(pt, "marginTop", mar);
    let width = o4.width(self, si, size);
    width && setStylePx(pt, "borderWidth", width);
    return pt;
  }
  function cursorPointFill(self, si) {
    let sp = self.series[si].points;
    return sp._fill || sp._stroke;
  }
  function cursorPointStroke(self, si) {
    let sp = self.series[si].points;
    return sp._stroke || sp._fill;
  }
  function cursorPointSize(self, si) {
    let sp = self.series[si].points;
    return sp.size;
  }
  var moveTuple = [0, 0];
  function cursorMove(self, mouseLeft1, mouseTop1) {
    moveTuple[0] = mouseLeft1;
    moveTuple[1] = mouseTop1;
    return moveTuple;
  }
  function filtBtn0(self, targ, handle, onlyTarg = true) {
    return (e3) => {
      e3.button == 0 && (!onlyTarg || e3.target == targ) && handle(e3);
    };
  }
  function filtTarg(self, targ, handle, onlyTarg = true) {
    return (e3) => {
      (!onlyTarg || e3.target == targ) && handle(e3);
    };
  }
  var cursorOpts = {
    show: true,
    x: true,
    y: true,
    lock: false,
    move: cursorMove,
    points: {
      one: false,
      show: cursorPointShow,
      size: cursorPointSize,
      width: 0,
      stroke: cursorPointStroke,
      fill: cursorPointFill
    },
    bind: {
      mousedown: filtBtn0,
      mouseup: filtBtn0,
      click: filtBtn0,
      // legend clicks, not .u-over clicks
      dblclick: filtBtn0,
      mousemove: filtTarg,
      mouseleave: filtTarg,
      mouseenter: filtTarg
    },
    drag: {
      setScale: true,
      x: true,
      y: false,
      dist: 0,
      uni: null,
      click: (self, e3) => {
        e3.stopPropagation();
        e3.stopImmediatePropagation();
      },
      _x: false,
      _y: false
    },
    focus: {
      dist: (self, seriesIdx, dataIdx, valPos, curPos) => valPos - curPos,
      prox: -1,
      bias: 0
    },
    hover: {
      skip: [void 0],
      prox: null,
      bias: 0
    },
    left: -10,
    top: -10,
    idx: null,
    dataIdx: null,
    idxs: null,
    event: null
  };
  var axisLines = {
    show: true,
    stroke: "rgba(0,0,0,0.07)",
    width: 2
    //	dash: [],
  };
  var grid = assign({}, axisLines, {
    filter: retArg1
  });
  var ticks = assign({}, grid, {
    size: 10
  });
  var border = assign({}, axisLines, {
    show: false
  });
  var font = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif, "Apple Color Emoji", "Segoe UI Emoji", "Segoe UI Symbol", "Noto Color Emoji"';
  var labelFont = "bold " + font;
  var lineGap = 1.5;
  var xAxisOpts = {
    show: true,
    scale: "x",
    stroke: hexBlack,
    space: 50,
    gap: 5,
    alignTo: 1,
    size: 50,
    labelGap: 0,
    labelSize: 30,
    labelFont,
    side: 2,
    //	class: "x-vals",
    //	incrs: timeIncrs,
    //	values: timeVals,
    //	filter: retArg1,
    grid,
    ticks,
    border,
    font,
    lineGap,
    rotate: 0
  };
  var numSeriesLabel = "Value";
  var timeSeriesLabel = "Time";
  var xSeriesOpts = {
    show: true,
    scale: "x",
    auto: false,
    sorted: 1,
    //	label: "Time",
    //	value: v => stamp(new Date(v * 1e3)),
    // internal caches
    min: inf,
    max: -inf,
    idxs: []
  };
  function numAxisVals(self, splits, axisIdx, foundSpace, foundIncr) {
    return splits.map((v3) => v3 == null ? "" : fmtNum(v3));
  }
  function numAxisSplits(self, axisIdx, scaleMin, scaleMax, foundIncr, foundSpace, forceMin) {
    let splits = [];
    let numDec = fixedDec.get(foundIncr) || 0;
    scaleMin = forceMin ? scaleMin : roundDec(incrRoundUp(scaleMin, foundIncr), numDec);
    for (let val = scaleMin; val <= scaleMax; val = roundDec(val + foundIncr, numDec))
      splits.push(Object.is(val, -0) ? 0 : val);
    return splits;
  }
  function logAxisSplits(self, axisIdx, scaleMin, scaleMax, foundIncr, foundSpace, forceMin) {
    const splits = [];
    const logBase = self.scales[self.axes[axisIdx].scale].log;
    const logFn = logBase == 10 ? log10 : log2;
    const exp = floor(logFn(scaleMin));
    foundIncr = pow(logBase, exp);
    if (logBase == 10)
      foundIncr = numIncrs[closestIdx(foundIncr, numIncrs)];
    let split = scaleMin;
    let nextMagIncr = foundIncr * logBase;
    if (logBase == 10)
      nextMagIncr = numIncrs[closestIdx(nextMagIncr, numIncrs)];
    do {
      splits.push(split);
      split = split + foundIncr;
      if (logBase == 10 && !fixedDec.has(split))
        split = roundDec(split, fixedDec.get(foundIncr));
      if (split >= nextMagIncr) {
        foundIncr = split;
        nextMagIncr = foundIncr * logBase;
        if (logBase == 10)
          nextMagIncr = numIncrs[closestIdx(nextMagIncr, numIncrs)];
      }
    } while (split <= scaleMax);
    return splits;
  }
  function asinhAxisSplits(self, axisIdx, scaleMin, scaleMax, foundIncr, foundSpace, forceMin) {
    let sc = self.scales[self.axes[axisIdx].scale];
    let linthresh = sc.asinh;
    let posSplits = scaleMax > linthresh ? logAxisSplits(self, axisIdx, max(linthresh, scaleMin), scaleMax, foundIncr) : [linthresh];
    let zero = scaleMax >= 0 && scaleMin <= 0 ? [0] : [];
    let negSplits = scaleMin < -linthresh ? logAxisSplits(self, axisIdx, max(linthresh, -scaleMax), -scaleMin, foundIncr) : [linthresh];
    return negSplits.reverse().map((v3) => -v3).concat(zero, posSplits);
  }
  var RE_ALL = /./;
  var RE_12357 = /[12357]/;
  var RE_125 = /[125]/;
  var RE_1 = /1/;
  var _filt = (splits, distr, re, keepMod) => splits.map((v3, i3) => distr == 4 && v3 == 0 || i3 % keepMod == 0 && re.test(v3.toExponential()[v3 < 0 ? 1 : 0]) ? v3 : null);
  function log10AxisValsFilt(self, splits, axisIdx, foundSpace, foundIncr) {
    let axis = self.axes[axisIdx];
    let scaleKey = axis.scale;
    let sc = self.scales[scaleKey];
    let valToPos = self.valToPos;
    let minSpace = axis._space;
    let _10 = valToPos(10, scaleKey);
    let re = valToPos(9, scaleKey) - _10 >= minSpace ? RE_ALL : valToPos(7, scaleKey) - _10 >= minSpace ? RE_12357 : valToPos(5, scaleKey) - _10 >= minSpace ? RE_125 : RE_1;
    if (re == RE_1) {
      let magSpace = abs(valToPos(1, scaleKey) - _10);
      if (magSpace < minSpace)
        return _filt(splits.slice().reverse(), sc.distr, re, ceil(minSpace / magSpace)).reverse();
    }
    return _filt(splits, sc.distr, re, 1);
  }
  function log2AxisValsFilt(self, splits, axisIdx, foundSpace, foundIncr) {
    let axis = self.axes[axisIdx];
    let scaleKey = axis.scale;
    let minSpace = axis._space;
    let valToPos = self.valToPos;
    let magSpace = abs(valToPos(1, scaleKey) - valToPos(2, scaleKey));
    if (magSpace < minSpace)
      return _filt(splits.slice().reverse(), 3, RE_ALL, ceil(minSpace / magSpace)).reverse();
    return splits;
  }
  function numSeriesVal(self, val, seriesIdx, dataIdx) {
    return dataIdx == null ? LEGEND_DISP : val == null ? "" : fmtNum(val);
  }
  var yAxisOpts = {
    show: true,
    scale: "y",
    stroke: hexBlack,
    space: 30,
    gap: 5,
    alignTo: 1,
    size: 50,
    labelGap: 0,
    labelSize: 30,
    labelFont,
    side: 3,
    //	class: "y-vals",
    //	incrs: numIncrs,
    //	values: (vals, space) => vals,
    //	filter: retArg1,
    grid,
    ticks,
    border,
    font,
    lineGap,
    rotate: 0
  };
  function ptDia(width, mult) {
    let dia = 3 + (width || 1) * 2;
    return roundDec(dia * mult, 3);
  }
  function seriesPointsShow(self, si) {
    let { scale, idxs } = self.series[0];
    let xData = self._data[0];
    let p0 = self.valToPos(xData[idxs[0]], scale, true);
    let p1 = self.valToPos(xData[idxs[1]], scale, true);
    let dim = abs(p1 - p0);
    let s3 = self.series[si];
    let maxPts = dim / (s3.points.space * pxRatio);
    return idxs[1] - idxs[0] <= maxPts;
  }
  var facet = {
    scale: null,
    auto: true,
    sorted: 0,
    // internal caches
    min: inf,
    max: -inf
  };
  var gaps = (self, seriesIdx, idx0, idx1, nullGaps) => nullGaps;
  var xySeriesOpts = {
    show: true,
    auto: true,
    sorted: 0,
    gaps,
    alpha: 1,
    facets: [
      assign({}, facet, { scale: "x" }),
      assign({}, facet, { scale: "y" })
    ]
  };
  var ySeriesOpts = {
    scale: "y",
    auto: true,
    sorted: 0,
    show: true,
    spanGaps: false,
    gaps,
    alpha: 1,
    points: {
      show: seriesPointsShow,
      filter: null
      //  paths:
      //	stroke: "#000",
      //	fill: "#fff",
      //	width: 1,
      //	size: 10,
    },
    //	label: "Value",
    //	value: v => v,
    values: null,
    // internal caches
    min: inf,
    max: -inf,
    idxs: [],
    path: null,
    clip: null
  };
  function clampScale(self, val, scaleMin, scaleMax, scaleKey) {
    return scaleMin / 10;
  }
  var xScaleOpts = {
    time: FEAT_TIME,
    auto: true,
    distr: 1,
    log: 10,
    asinh: 1,
    min: null,
    max: null,
    dir: 1,
    ori: 0
  };
  var yScaleOpts = assign({}, xScaleOpts, {
    time: false,
    ori: 1
  });
  var syncs = {};
  function _sync(key, opts) {
    let s3 = syncs[key];
    if (!s3) {
      s3 = {
        key,
        plots: [],
        sub(plot) {
          s3.plots.push(plot);
        },
        unsub(plot) {
          s3.plots = s3.plots.filter((c4) => c4 != plot);
        },
        pub(type, self, x3, y4, w3, h3, i3) {
          for (let j2 = 0; j2 < s3.plots.length; j2++)
            s3.plots[j2] != self && s3.plots[j2].pub(type, self, x3, y4, w3, h3, i3);
        }
      };
      if (key != null)
        syncs[key] = s3;
    }
    return s3;
  }
  var BAND_CLIP_FILL = 1 << 0;
  var BAND_CLIP_STROKE = 1 << 1;
  function orient(u3, seriesIdx, cb) {
    const mode = u3.mode;
    const series = u3.series[seriesIdx];
    const data = mode == 2 ? u3._data[seriesIdx] : u3._data;
    const scales = u3.scales;
    const bbox = u3.bbox;
    let dx = data[0], dy = mode == 2 ? data[1] : data[seriesIdx], sx = mode == 2 ? scales[series.facets[0].scale] : scales[u3.series[0].scale], sy = mode == 2 ? scales[series.facets[1].scale] : scales[series.scale], l3 = bbox.left, t3 = bbox.top, w3 = bbox.width, h3 = bbox.height, H2 = u3.valToPosH, V2 = u3.valToPosV;
    return sx.ori == 0 ? cb(
      series,
      dx,
      dy,
      sx,
      sy,
      H2,
      V2,
      l3,
      t3,
      w3,
      h3,
      moveToH,
      lineToH,
      rectH,
      arcH,
      bezierCurveToH
    ) : cb(
      series,
      dx,
      dy,
      sx,
      sy,
      V2,
      H2,
      t3,
      l3,
      h3,
      w3,
      moveToV,
      lineToV,
      rectV,
      arcV,
      bezierCurveToV
    );
  }
  function bandFillClipDirs(self, seriesIdx) {
    let fillDir = 0;
    let clipDirs = 0;
    let bands = ifNull(self.bands, EMPTY_ARR);
    for (let i3 = 0; i3 < bands.length; i3++) {
      let b = bands[i3];
      if (b.series[0] == seriesIdx)
        fillDir = b.dir;
      else if (b.series[1] == seriesIdx) {
        if (b.dir == 1)
          clipDirs |= 1;
        else
          clipDirs |= 2;
      }
    }
    return [
      fillDir,
      clipDirs == 1 ? -1 : (
        // neg only
        clipDirs == 2 ? 1 : (
          // pos only
          clipDirs == 3 ? 2 : (
            // both
            0
          )
        )
      )
    ];
  }
  function seriesFillTo(self, seriesIdx, dataMin, dataMax, bandFillDir) {
    let mode = self.mode;
    let series = self.series[seriesIdx];
    let scaleKey = mode == 2 ? series.facets[1].scale : series.scale;
    let scale = self.scales[scaleKey];
    return bandFillDir == -1 ? scale.min : bandFillDir == 1 ? scale.max : scale.distr == 3 ? scale.dir == 1 ? scale.min : scale.max : 0;
  }
  function clipBandLine(self, seriesIdx, idx0, idx1, strokePath, clipDir) {
    return orient(self, seriesIdx, (series, dataX, dataY, scaleX, scaleY, valToPosX, valToPosY, xOff, yOff, xDim, yDim) => {
      let pxRound = series.pxRound;
      const dir = scaleX.dir * (scaleX.ori == 0 ? 1 : -1);
      const lineTo = scaleX.ori == 0 ? lineToH : lineToV;
      let frIdx, toIdx;
      if (dir == 1) {
        frIdx = idx0;
        toIdx = idx1;
      } else {
        frIdx = idx1;
        toIdx = idx0;
      }
      let x0 = pxRound(valToPosX(dataX[frIdx], scaleX, xDim, xOff));
      let y0 = pxRound(valToPosY(dataY[frIdx], scaleY, yDim, yOff));
      let x1 = pxRound(valToPosX(dataX[toIdx], scaleX, xDim, xOff));
      let yLimit = pxRound(valToPosY(clipDir == 1 ? scaleY.max : scaleY.min, scaleY, yDim, yOff));
      let clip = new Path2D(strokePath);
      lineTo(clip, x1, yLimit);
      lineTo(clip, x0, yLimit);
      lineTo(clip, x0, y0);
      return clip;
    });
  }
  function clipGaps(gaps2, ori, plotLft, plotTop, plotWid, plotHgt) {
    let clip = null;
    if (gaps2.length > 0) {
      clip = new Path2D();
      const rect2 = ori == 0 ? rectH : rectV;
      let prevGapEnd = plotLft;
      for (let i3 = 0; i3 < gaps2.length; i3++) {
        let g3 = gaps2[i3];
        if (g3[1] > g3[0]) {
          let w4 = g3[0] - prevGapEnd;
          w4 > 0 && rect2(clip, prevGapEnd, plotTop, w4, plotTop + plotHgt);
          prevGapEnd = g3[1];
        }
      }
      let w3 = plotLft + plotWid - prevGapEnd;
      let maxStrokeWidth = 10;
      w3 > 0 && rect2(clip, prevGapEnd, plotTop - maxStrokeWidth / 2, w3, plotTop + plotHgt + maxStrokeWidth);
    }
    return clip;
  }
  function addGap(gaps2, fromX, toX) {
    let prevGap = gaps2[gaps2.length - 1];
    if (prevGap && prevGap[0] == fromX)
      prevGap[1] = toX;
    else
      gaps2.push([fromX, toX]);
  }
  function findGaps(xs, ys, idx0, idx1, dir, pixelForX, align) {
    let gaps2 = [];
    let len = xs.length;
    for (let i3 = dir == 1 ? idx0 : idx1; i3 >= idx0 && i3 <= idx1; i3 += dir) {
      let yVal = ys[i3];
      if (yVal === null) {
        let fr = i3, to = i3;
        if (dir == 1) {
          while (++i3 <= idx1 && ys[i3] === null)
            to = i3;
        } else {
          while (--i3 >= idx0 && ys[i3] === null)
            to = i3;
        }
        let frPx = pixelForX(xs[fr]);
        let toPx = to == fr ? frPx : pixelForX(xs[to]);
        let fri2 = fr - dir;
        let frPx2 = align <= 0 && fri2 >= 0 && fri2 < len ? pixelForX(xs[fri2]) : frPx;
        frPx = frPx2;
        let toi2 = to + dir;
        let toPx2 = align >= 0 && toi2 >= 0 && toi2 < len ? pixelForX(xs[toi2]) : toPx;
        toPx = toPx2;
        if (toPx >= frPx)
          gaps2.push([frPx, toPx]);
      }
    }
    return gaps2;
  }
  function pxRoundGen(pxAlign) {
    return pxAlign == 0 ? retArg0 : pxAlign == 1 ? round : (v3) => incrRound(v3, pxAlign);
  }
  function rect(ori) {
    let moveTo = ori == 0 ? moveToH : moveToV;
    let arcTo = ori == 0 ? (p3, x1, y1, x22, y22, r3) => {
      p3.arcTo(x1, y1, x22, y22, r3);
    } : (p3, y1, x1, y22, x22, r3) => {
      p3.arcTo(x1, y1, x22, y22, r3);
    };
    let rect2 = ori == 0 ? (p3, x3, y4, w3, h3) => {
      p3.rect(x3, y4, w3, h3);
    } : (p3, y4, x3, h3, w3) => {
      p3.rect(x3, y4, w3, h3);
    };
    return (p3, x3, y4, w3, h3, endRad = 0, baseRad = 0) => {
      if (endRad == 0 && baseRad == 0)
        rect2(p3, x3, y4, w3, h3);
      else {
        endRad = min(endRad, w3 / 2, h3 / 2);
        baseRad = min(baseRad, w3 / 2, h3 / 2);
        moveTo(p3, x3 + endRad, y4);
        arcTo(p3, x3 + w3, y4, x3 + w3, y4 + h3, endRad);
        arcTo(p3, x3 + w3, y4 + h3, x3, y4 + h3, baseRad);
        arcTo(p3, x3, y4 + h3, x3, y4, baseRad);
        arcTo(p3, x3, y4, x3 + w3, y4, endRad);
        p3.closePath();
      }
    };
  }
  var moveToH = (p3, x3, y4) => {
    p3.moveTo(x3, y4);
  };
  var moveToV = (p3, y4, x3) => {
    p3.moveTo(x3, y4);
  };
  var lineToH = (p3, x3, y4) => {
    p3.lineTo(x3, y4);
  };
  var lineToV = (p3, y4, x3) => {
    p3.lineTo(x3, y4);
  };
  var rectH = rect(0);
  var rectV = rect(1);
  var arcH = (p3, x3, y4, r3, startAngle, endAngle) => {
    p3.arc(x3, y4, r3, startAngle, endAngle);
  };
  var arcV = (p3, y4, x3, r3, startAngle, endAngle) => {
    p3.arc(x3, y4, r3, startAngle, endAngle);
  };
  var bezierCurveToH = (p3, bp1x, bp1y, bp2x, bp2y, p2x, p2y) => {
    p3.bezierCurveTo(bp1x, bp1y, bp2x, bp2y, p2x, p2y);
  };
  var bezierCurveToV = (p3, bp1y, bp1x, bp2y, bp2x, p2y, p2x) => {
    p3.bezierCurveTo(bp1x, bp1y, bp2x, bp2y, p2x, p2y);
  };
  function points(opts) {
    return (u3, seriesIdx, idx0, idx1, filtIdxs) => {
      return orient(u3, seriesIdx, (series, dataX, dataY, scaleX, scaleY, valToPosX, valToPosY, xOff, yOff, xDim, yDim) => {
        let { pxRound, points: points2 } = series;
        let moveTo, arc;
        if (scaleX.ori == 0) {
          moveTo = moveToH;
          arc = arcH;
        } else {
          moveTo = moveToV;
          arc = arcV;
        }
        const width = roundDec(points2.width * pxRatio, 3);
        let rad = (points2.size - points2.width) / 2 * pxRatio;
        let dia = roundDec(rad * 2, 3);
        let fill = new Path2D();
        let clip = new Path2D();
        let { left: lft, top, width: wid, height: hgt } = u3.bbox;
        rectH(
          clip,
          lft - dia,
          top - dia,
          wid + dia * 2,
          hgt + dia * 2
        );
        const drawPoint = (pi) => {
          if (dataY[pi] != null) {
            let x3 = pxRound(valToPosX(dataX[pi], scaleX, xDim, xOff));
            let y4 = pxRound(valToPosY(dataY[pi], scaleY, yDim, yOff));
            moveTo(fill, x3 + rad, y4);
            arc(fill, x3, y4, rad, 0, PI * 2);
          }
        };
        if (filtIdxs)
          filtIdxs.forEach(drawPoint);
        else {
          for (let pi = idx0; pi <= idx1; pi++)
            drawPoint(pi);
        }
        return {
          stroke: width > 0 ? fill : null,
          fill,
          clip,
          flags: BAND_CLIP_FILL | BAND_CLIP_STROKE
        };
      });
    };
  }
  function _drawAcc(lineTo) {
    return (stroke, accX, minY, maxY, inY, outY) => {
      if (minY != maxY) {
        if (inY != minY && outY != minY)
          lineTo(stroke, accX, minY);
        if (inY != maxY && outY != maxY)
          lineTo(stroke, accX, maxY);
        lineTo(stroke, accX, outY);
      }
    };
  }
  var drawAccH = _drawAcc(lineToH);
  var drawAccV = _drawAcc(lineToV);
  function linear(opts) {
    const alignGaps = ifNull(opts?.alignGaps, 0);
    return (u3, seriesIdx, idx0, idx1) => {
      return orient(u3, seriesIdx, (series, dataX, dataY, scaleX, scaleY, valToPosX, valToPosY, xOff, yOff, xDim, yDim) => {
        [idx0, idx1] = nonNullIdxs(dataY, idx0, idx1);
        let pxRound = series.pxRound;
        let pixelForX = (val) => pxRound(valToPosX(val, scaleX, xDim, xOff));
        let pixelForY = (val) => pxRound(valToPosY(val, scaleY, yDim, yOff));
        let lineTo, drawAcc;
        if (scaleX.ori == 0) {
          lineTo = lineToH;
          drawAcc = drawAccH;
        } else {
          lineTo = lineToV;
          drawAcc = drawAccV;
        }
        const dir = scaleX.dir * (scaleX.ori == 0 ? 1 : -1);
        const _paths = { stroke: new Path2D(), fill: null, clip: null, band: null, gaps: null, flags: BAND_CLIP_FILL };
        const stroke = _paths.stroke;
        let hasGap = false;
        const decimate = idx1 - idx0 >= xDim * 4;
        if (decimate) {
          let xForPixel = (pos) => u3.posToVal(pos, scaleX.key, true);
          let minY = null, maxY = null, inY, outY, drawnAtX;
          let accX = pixelForX(dataX[dir == 1 ? idx0 : idx1]);
          let idx0px = pixelForX(dataX[idx0]);
          let idx1px = pixelForX(dataX[idx1]);
          let nextAccXVal = xForPixel(dir == 1 ? idx0px + 1 : idx1px - 1);
          for (let i3 = dir == 1 ? idx0 : idx1; i3 >= idx0 && i3 <= idx1; i3 += dir) {
            let xVal = dataX[i3];
            let reuseAccX = dir == 1 ? xVal < nextAccXVal : xVal > nextAccXVal;
            let x3 = reuseAccX ? accX : pixelForX(xVal);
            let yVal = dataY[i3];
            if (x3 == accX) {
              if (yVal != null) {
                outY = yVal;
                if (minY == null) {
                  lineTo(stroke, x3, pixelForY(outY));
                  inY = minY = maxY = outY;
                } else {
                  if (outY < minY)
                    minY = outY;
                  else if (outY > maxY)
                    maxY = outY;
                }
              } else {
                if (yVal === null)
                  hasGap = true;
              }
            } else {
              if (minY != null)
                drawAcc(stroke, accX, pixelForY(minY), pixelForY(maxY), pixelForY(inY), pixelForY(outY));
              if (yVal != null) {
                outY = yVal;
                lineTo(stroke, x3, pixelForY(outY));
                minY = maxY = inY = outY;
              } else {
                minY = maxY = null;
                if (yVal === null)
                  hasGap = true;
              }
              accX = x3;
              nextAccXVal = xForPixel(accX + dir);
            }
          }
          if (minY != null && minY != maxY && drawnAtX != accX)
            drawAcc(stroke, accX, pixelForY(minY), pixelForY(maxY), pixelForY(inY), pixelForY(outY));
        } else {
          for (let i3 = dir == 1 ? idx0 : idx1; i3 >= idx0 && i3 <= idx1; i3 += dir) {
            let yVal = dataY[i3];
            if (yVal === null)
              hasGap = true;
            else if (yVal != null)
              lineTo(stroke, pixelForX(dataX[i3]), pixelForY(yVal));
          }
        }
        let [bandFillDir, bandClipDir] = bandFillClipDirs(u3, seriesIdx);
        if (series.fill != null || bandFillDir != 0) {
          let fill = _paths.fill = new Path2D(stroke);
          let fillToVal = series.fillTo(u3, seriesIdx, series.min, series.max, bandFillDir);
          let fillToY = pixelForY(fillToVal);
          let frX = pixelForX(dataX[idx0]);
          let toX = pixelForX(dataX[idx1]);
          if (dir == -1)
            [toX, frX] = [frX, toX];
          lineTo(fill, toX, fillToY);
          lineTo(fill, frX, fillToY);
        }
        if (!series.spanGaps) {
          let gaps2 = [];
          hasGap && gaps2.push(...findGaps(dataX, dataY, idx0, idx1, dir, pixelForX, alignGaps));
          _paths.gaps = gaps2 = series.gaps(u3, seriesIdx, idx0, idx1, gaps2);
          _paths.clip = clipGaps(gaps2, scaleX.ori, xOff, yOff, xDim, yDim);
        }
        if (bandClipDir != 0) {
          _paths.band = bandClipDir == 2 ? [
            clipBandLine(u3, seriesIdx, idx0, idx1, stroke, -1),
            clipBandLine(u3, seriesIdx, idx0, idx1, stroke, 1)
          ] : clipBandLine(u3, seriesIdx, idx0, idx1, stroke, bandClipDir);
        }
        return _paths;
      });
    };
  }
  function stepped(opts) {
    const align = ifNull(opts.align, 1);
    const ascDesc = ifNull(opts.ascDesc, false);
    const alignGaps = ifNull(opts.alignGaps, 0);
    const extend = ifNull(opts.extend, false);
    return (u3, seriesIdx, idx0, idx1) => {
      return orient(u3, seriesIdx, (series, dataX, dataY, scaleX, scaleY, valToPosX, valToPosY, xOff, yOff, xDim, yDim) => {
        [idx0, idx1] = nonNullIdxs(dataY, idx0, idx1);
        let pxRound = series.pxRound;
        let { left, width } = u3.bbox;
        let pixelForX = (val) => pxRound(valToPosX(val, scaleX, xDim, xOff));
        let pixelForY = (val) => pxRound(valToPosY(val, scaleY, yDim, yOff));
        let lineTo = scaleX.ori == 0 ? lineToH : lineToV;
        const _paths = { stroke: new Path2D(), fill: null, clip: null, band: null, gaps: null, flags: BAND_CLIP_FILL };
        const stroke = _paths.stroke;
        const dir = scaleX.dir * (scaleX.ori == 0 ? 1 : -1);
        let prevYPos = pixelForY(dataY[dir == 1 ? idx0 : idx1]);
        let firstXPos = pixelForX(dataX[dir == 1 ? idx0 : idx1]);
        let prevXPos = firstXPos;
        let firstXPosExt = firstXPos;
        if (extend && align == -1) {
          firstXPosExt = left;
          lineTo(stroke, firstXPosExt, prevYPos);
        }
        lineTo(stroke, firstXPos, prevYPos);
        for (let i3 = dir == 1 ? idx0 : idx1; i3 >= idx0 && i3 <= idx1; i3 += dir) {
          let yVal1 = dataY[i3];
          if (yVal1 == null)
            continue;
          let x1 = pixelForX(dataX[i3]);
          let y1 = pixelForY(yVal1);
          if (align == 1)
            lineTo(stroke, x1, prevYPos);
          else
            lineTo(stroke, prevXPos, y1);
          lineTo(stroke, x1, y1);
          prevYPos = y1;
          prevXPos = x1;
        }
        let prevXPosExt = prevXPos;
        if (extend && align == 1) {
          prevXPosExt = left + width;
          lineTo(stroke, prevXPosExt, prevYPos);
        }
        let [bandFillDir, bandClipDir] = bandFillClipDirs(u3, seriesIdx);
        if (series.fill != null || bandFillDir != 0) {
          let fill = _paths.fill = new Path2D(stroke);
          let fillTo = series.fillTo(u3, seriesIdx, series.min, series.max, bandFillDir);
          let fillToY = pixelForY(fillTo);
          lineTo(fill, prevXPosExt, fillToY);
          lineTo(fill, firstXPosExt, fillToY);
        }
        if (!series.spanGaps) {
          let gaps2 = [];
          gaps2.push(...findGaps(dataX, dataY, idx0, idx1, dir, pixelForX, alignGaps));
          let halfStroke = series.width * pxRatio / 2;
          let startsOffset = ascDesc || align == 1 ? halfStroke : -halfStroke;
          let endsOffset = ascDesc || align == -1 ? -halfStroke : halfStroke;
          gaps2.forEach((g3) => {
            g3[0] += startsOffset;
            g3[1] += endsOffset;
          });
          _paths.gaps = gaps2 = series.gaps(u3, seriesIdx, idx0, idx1, gaps2);
          _paths.clip = clipGaps(gaps2, scaleX.ori, xOff, yOff, xDim, yDim);
        }
        if (bandClipDir != 0) {
          _paths.band = bandClipDir == 2 ? [
            clipBandLine(u3, seriesIdx, idx0, idx1, stroke, -1),
            clipBandLine(u3, seriesIdx, idx0, idx1, stroke, 1)
          ] : clipBandLine(u3, seriesIdx, idx0, idx1, stroke, bandClipDir);
        }
        return _paths;
      });
    };
  }
  function findColWidth(dataX, dataY, valToPosX, scaleX, xDim, xOff, colWid = inf) {
    if (dataX.length > 1) {
      let prevIdx = null;
      for (let i3 = 0, minDelta = Infinity; i3 < dataX.length; i3++) {
        if (dataY[i3] !== void 0) {
          if (prevIdx != null) {
            let delta = abs(dataX[i3] - dataX[prevIdx]);
            if (delta < minDelta) {
              minDelta = delta;
              colWid = abs(valToPosX(dataX[i3], scaleX, xDim, xOff) - valToPosX(dataX[prevIdx], scaleX, xDim, xOff));
            }
          }
          prevIdx = i3;
        }
      }
    }
    return colWid;
  }
  function bars(opts) {
    opts = opts || EMPTY_OBJ;
    const size = ifNull(opts.size, [0.6, inf, 1]);
    const align = opts.align || 0;
    const _extraGap = opts.gap || 0;
    let ro = opts.radius;
    ro = // [valueRadius, baselineRadius]
    ro == null ? [0, 0] : typeof ro == "number" ? [ro, 0] : ro;
    const radiusFn = fnOrSelf(ro);
    const gapFactor = 1 - size[0];
    const _maxWidth = ifNull(size[1], inf);
    const _minWidth = ifNull(size[2], 1);
    const disp = ifNull(opts.disp, EMPTY_OBJ);
    const _each = ifNull(opts.each, (_4) => {
    });
    const { fill: dispFills, stroke: dispStrokes } = disp;
    return (u3, seriesIdx, idx0, idx1) => {
      return orient(u3, seriesIdx, (series, dataX, dataY, scaleX, scaleY, valToPosX, valToPosY, xOff, yOff, xDim, yDim) => {
        let pxRound = series.pxRound;
        let _align = align;
        let extraGap = _extraGap * pxRatio;
        let maxWidth = _maxWidth * pxRatio;
        let minWidth = _minWidth * pxRatio;
        let valRadius, baseRadius;
        if (scaleX.ori == 0)
          [valRadius, baseRadius] = radiusFn(u3, seriesIdx);
        else
          [baseRadius, valRadius] = radiusFn(u3, seriesIdx);
        const _dirX = scaleX.dir * (scaleX.ori == 0 ? 1 : -1);
        let rect2 = scaleX.ori == 0 ? rectH : rectV;
        let each = scaleX.ori == 0 ? _each : (u4, seriesIdx2, i3, top, lft, hgt, wid) => {
          _each(u4, seriesIdx2, i3, lft, top, wid, hgt);
        };
        let band = ifNull(u3.bands, EMPTY_ARR).find((b) => b.series[0] == seriesIdx);
        let fillDir = band != null ? band.dir : 0;
        let fillTo = series.fillTo(u3, seriesIdx, series.min, series.max, fillDir);
        let fillToY = pxRound(valToPosY(fillTo, scaleY, yDim, yOff));
        let xShift, barWid, fullGap, colWid = xDim;
        let strokeWidth = pxRound(series.width * pxRatio);
        let multiPath = false;
        let fillColors = null;
        let fillPaths = null;
        let strokeColors = null;
        let strokePaths = null;
        if (dispFills != null && (strokeWidth == 0 || dispStrokes != null)) {
          multiPath = true;
          fillColors = dispFills.values(u3, seriesIdx, idx0, idx1);
          fillPaths = /* @__PURE__ */ new Map();
          new Set(fillColors).forEach((color) => {
            if (color != null)
              fillPaths.set(color, new Path2D());
          });
          if (strokeWidth > 0) {
            strokeColors = dispStrokes.values(u3, seriesIdx, idx0, idx1);
            strokePaths = /* @__PURE__ */ new Map();
            new Set(strokeColors).forEach((color) => {
              if (color != null)
                strokePaths.set(color, new Path2D());
            });
          }
        }
        let { x0, size: size2 } = disp;
        if (x0 != null && size2 != null) {
          _align = 1;
          dataX = x0.values(u3, seriesIdx, idx0, idx1);
          if (x0.unit == 2)
            dataX = dataX.map((pct) => u3.posToVal(xOff + pct * xDim, scaleX.key, true));
          let sizes = size2.values(u3, seriesIdx, idx0, idx1);
          if (size2.unit == 2)
            barWid = sizes[0] * xDim;
          else
            barWid = valToPosX(sizes[0], scaleX, xDim, xOff) - valToPosX(0, scaleX, xDim, xOff);
          colWid = findColWidth(dataX, dataY, valToPosX, scaleX, xDim, xOff, colWid);
          let gapWid = colWid - barWid;
          fullGap = gapWid + extraGap;
        } else {
          colWid = findColWidth(dataX, dataY, valToPosX, scaleX, xDim, xOff, colWid);
          let gapWid = colWid * gapFactor;
          fullGap = gapWid + extraGap;
          barWid = colWid - fullGap;
        }
        if (fullGap < 1)
          fullGap = 0;
        if (strokeWidth >= barWid / 2)
          strokeWidth = 0;
        if (fullGap < 5)
          pxRound = retArg0;
        let insetStroke = fullGap > 0;
        let rawBarWid = colWid - fullGap - (insetStroke ? strokeWidth : 0);
        barWid = pxRound(clamp(rawBarWid, minWidth, maxWidth));
        xShift = (_align == 0 ? barWid / 2 : _align == _dirX ? 0 : barWid) - _align * _dirX * ((_align == 0 ? extraGap / 2 : 0) + (insetStroke ? strokeWidth / 2 : 0));
        const _paths = { stroke: null, fill: null, clip: null, band: null, gaps: null, flags: 0 };
        const stroke = multiPath ? null : new Path2D();
        let dataY0 = null;
        if (band != null)
          dataY0 = u3.data[band.series[1]];
        else {
          let { y0, y1 } = disp;
          if (y0 != null && y1 != null) {
            dataY = y1.values(u3, seriesIdx, idx0, idx1);
            dataY0 = y0.values(u3, seriesIdx, idx0, idx1);
          }
        }
        let radVal = valRadius * barWid;
        let radBase = baseRadius * barWid;
        for (let i3 = _dirX == 1 ? idx0 : idx1; i3 >= idx0 && i3 <= idx1; i3 += _dirX) {
          let yVal = dataY[i3];
          if (yVal == null)
            continue;
          if (dataY0 != null) {
            let yVal0 = dataY0[i3] ?? 0;
            if (yVal - yVal0 == 0)
              continue;
            fillToY = valToPosY(yVal0, scaleY, yDim, yOff);
          }
          let xVal = scaleX.distr != 2 || disp != null ? dataX[i3] : i3;
          let xPos = valToPosX(xVal, scaleX, xDim, xOff);
          let yPos = valToPosY(ifNull(yVal, fillTo), scaleY, yDim, yOff);
          let lft = pxRound(xPos - xShift);
          let btm = pxRound(max(yPos, fillToY));
          let top = pxRound(min(yPos, fillToY));
          let barHgt = btm - top;
          if (yVal != null) {
            let rv = yVal < 0 ? radBase : radVal;
            let rb = yVal < 0 ? radVal : radBase;
            if (multiPath) {
              if (strokeWidth > 0 && strokeColors[i3] != null)
                rect2(strokePaths.get(strokeColors[i3]), lft, top + floor(strokeWidth / 2), barWid, max(0, barHgt - strokeWidth), rv, rb);
              if (fillColors[i3] != null)
                rect2(fillPaths.get(fillColors[i3]), lft, top + floor(strokeWidth / 2), barWid, max(0, barHgt - strokeWidth), rv, rb);
            } else
              rect2(stroke, lft, top + floor(strokeWidth / 2), barWid, max(0, barHgt - strokeWidth), rv, rb);
            each(
              u3,
              seriesIdx,
              i3,
              lft - strokeWidth / 2,
              top,
              barWid + strokeWidth,
              barHgt
            );
          }
        }
        if (strokeWidth > 0)
          _paths.stroke = multiPath ? strokePaths : stroke;
        else if (!multiPath) {
          _paths._fill = series.width == 0 ? series._fill : series._stroke ?? series._fill;
          _paths.width = 0;
        }
        _paths.fill = multiPath ? fillPaths : stroke;
        return _paths;
      });
    };
  }
  function splineInterp(interp, opts) {
    const alignGaps = ifNull(opts?.alignGaps, 0);
    return (u3, seriesIdx, idx0, idx1) => {
      return orient(u3, seriesIdx, (series, dataX, dataY, scaleX, scaleY, valToPosX, valToPosY, xOff, yOff, xDim, yDim) => {
        [idx0, idx1] = nonNullIdxs(dataY, idx0, idx1);
        let pxRound = series.pxRound;
        let pixelForX = (val) => pxRound(valToPosX(val, scaleX, xDim, xOff));
        let pixelForY = (val) => pxRound(valToPosY(val, scaleY, yDim, yOff));
        let moveTo, bezierCurveTo, lineTo;
        if (scaleX.ori == 0) {
          moveTo = moveToH;
          lineTo = lineToH;
          bezierCurveTo = bezierCurveToH;
        } else {
          moveTo = moveToV;
          lineTo = lineToV;
          bezierCurveTo = bezierCurveToV;
        }
        const dir = scaleX.dir * (scaleX.ori == 0 ? 1 : -1);
        let firstXPos = pixelForX(dataX[dir == 1 ? idx0 : idx1]);
        let prevXPos = firstXPos;
        let xCoords = [];
        let yCoords = [];
        for (let i3 = dir == 1 ? idx0 : idx1; i3 >= idx0 && i3 <= idx1; i3 += dir) {
          let yVal = dataY[i3];
          if (yVal != null) {
            let xVal = dataX[i3];
            let xPos = pixelForX(xVal);
            xCoords.push(prevXPos = xPos);
            yCoords.push(pixelForY(dataY[i3]));
          }
        }
        const _paths = { stroke: interp(xCoords, yCoords, moveTo, lineTo, bezierCurveTo, pxRound), fill: null, clip: null, band: null, gaps: null, flags: BAND_CLIP_FILL };
        const stroke = _paths.stroke;
        let [bandFillDir, bandClipDir] = bandFillClipDirs(u3, seriesIdx);
        if (series.fill != null || bandFillDir != 0) {
          let fill = _paths.fill = new Path2D(stroke);
          let fillTo = series.fillTo(u3, seriesIdx, series.min, series.max, bandFillDir);
          let fillToY = pixelForY(fillTo);
          lineTo(fill, prevXPos, fillToY);
          lineTo(fill, firstXPos, fillToY);
        }
        if (!series.spanGaps) {
          let gaps2 = [];
          gaps2.push(...findGaps(dataX, dataY, idx0, idx1, dir, pixelForX, alignGaps));
          _paths.gaps = gaps2 = series.gaps(u3, seriesIdx, idx0, idx1, gaps2);
          _paths.clip = clipGaps(gaps2, scaleX.ori, xOff, yOff, xDim, yDim);
        }
        if (bandClipDir != 0) {
          _paths.band = bandClipDir == 2 ? [
            clipBandLine(u3, seriesIdx, idx0, idx1, stroke, -1),
            clipBandLine(u3, seriesIdx, idx0, idx1, stroke, 1)
          ] : clipBandLine(u3, seriesIdx, idx0, idx1, stroke, bandClipDir);
        }
        return _paths;
      });
    };
  }
  function monotoneCubic(opts) {
    return splineInterp(_monotoneCubic, opts);
  }
  function _monotoneCubic(xs, ys, moveTo, lineTo, bezierCurveTo, pxRound) {
    const n2 = xs.length;
    if (n2 < 2)
      return null;
    const path = new Path2D();
    moveTo(path, xs[0], ys[0]);
    if (n2 == 2)
      lineTo(path, xs[1], ys[1]);
    else {
      let ms = Array(n2), ds = Array(n2 - 1), dys = Array(n2 - 1), dxs = Array(n2 - 1);
      for (let i3 = 0; i3 < n2 - 1; i3++) {
        dys[i3] = ys[i3 + 1] - ys[i3];
        dxs[i3] = xs[i3 + 1] - xs[i3];
        ds[i3] = dys[i3] / dxs[i3];
      }
      ms[0] = ds[0];
      for (let i3 = 1; i3 < n2 - 1; i3++) {
        if (ds[i3] === 0 || ds[i3 - 1] === 0 || ds[i3 - 1] > 0 !== ds[i3] > 0)
          ms[i3] = 0;
        else {
          ms[i3] = 3 * (dxs[i3 - 1] + dxs[i3]) / ((2 * dxs[i3] + dxs[i3 - 1]) / ds[i3 - 1] + (dxs[i3] + 2 * dxs[i3 - 1]) / ds[i3]);
          if (!isFinite(ms[i3]))
            ms[i3] = 0;
        }
      }
      ms[n2 - 1] = ds[n2 - 2];
      for (let i3 = 0; i3 < n2 - 1; i3++) {
        bezierCurveTo(
          path,
          xs[i3] + dxs[i3] / 3,
          ys[i3] + ms[i3] * dxs[i3] / 3,
          xs[i3 + 1] - dxs[i3] / 3,
          ys[i3 + 1] - ms[i3 + 1] * dxs[i3] / 3,
          xs[i3 + 1],
          ys[i3 + 1]
        );
      }
    }
    return path;
  }
  var cursorPlots = /* @__PURE__ */ new Set();
  function invalidateRects() {
    for (let u3 of cursorPlots)
      u3.syncRect(true);
  }
  if (domEnv) {
    on(resize, win, invalidateRects);
    on(scroll, win, invalidateRects, true);
    on(dppxchange, win, () => {
      uPlot.pxRatio = pxRatio;
    });
  }
  var linearPath = linear();
  var pointsPath = points();
  function setDefaults(d3, xo, yo, initY) {
    let d22 = initY ? [d3[0], d3[1]].concat(d3.slice(2)) : [d3[0]].concat(d3.slice(1));
    return d22.map((o4, i3) => setDefault(o4, i3, xo, yo));
  }
  function setDefaults2(d3, xyo) {
    return d3.map((o4, i3) => i3 == 0 ? {} : assign({}, xyo, o4));
  }
  function setDefault(o4, i3, xo, yo) {
    return assign({}, i3 == 0 ? xo : yo, o4);
  }
  function snapNumX(self, dataMin, dataMax) {
    return dataMin == null ? nullNullTuple : [dataMin, dataMax];
  }
  var snapTimeX = snapNumX;
  function snapNumY(self, dataMin, dataMax) {
    return dataMin == null ? nullNullTuple : rangeNum(dataMin, dataMax, rangePad, true);
  }
  function snapLogY(self, dataMin, dataMax, scale) {
    return dataMin == null ? nullNullTuple : rangeLog(dataMin, dataMax, self.scales[scale].log, false);
  }
  var snapLogX = snapLogY;
  function snapAsinhY(self, dataMin, dataMax, scale) {
    return dataMin == null ? nullNullTuple : rangeAsinh(dataMin, dataMax, self.scales[scale].log, false);
  }
  var snapAsinhX = snapAsinhY;
  function findIncr(minVal, maxVal, incrs, dim, minSpace) {
    let intDigits = max(numIntDigits(minVal), numIntDigits(maxVal));
    let delta = maxVal - minVal;
    let incrIdx = closestIdx(minSpace / dim * delta, incrs);
    do {
      let foundIncr = incrs[incrIdx];
      let foundSpace = dim * foundIncr / delta;
      if (foundSpace >= minSpace && intDigits + (foundIncr < 5 ? fixedDec.get(foundIncr) : 0) <= 17)
        return [foundIncr, foundSpace];
    } while (++incrIdx < incrs.length);
    return [0, 0];
  }
  function pxRatioFont(font3) {
    let fontSize, fontSizeCss;
    font3 = font3.replace(/(\d+)px/, (m4, p1) => (fontSize = round((fontSizeCss = +p1) * pxRatio)) + "px");
    return [font3, fontSize, fontSizeCss];
  }
  function syncFontSize(axis) {
    if (axis.show) {
      [axis.font, axis.labelFont].forEach((f4) => {
        let size = roundDec(f4[2] * pxRatio, 1);
        f4[0] = f4[0].replace(/[0-9.]+px/, size + "px");
        f4[1] = size;
      });
    }
  }
  function uPlot(opts, data, then) {
    const self = {
      mode: ifNull(opts.mode, 1)
    };
    const mode = self.mode;
    function getHPos(val, scale, dim, off2) {
      let pct = scale.valToPct(val);
      return off2 + dim * (scale.dir == -1 ? 1 - pct : pct);
    }
    function getVPos(val, scale, dim, off2) {
      let pct = scale.valToPct(val);
      return off2 + dim * (scale.dir == -1 ? pct : 1 - pct);
    }
    function getPos(val, scale, dim, off2) {
      return scale.ori == 0 ? getHPos(val, scale, dim, off2) : getVPos(val, scale, dim, off2);
    }
    self.valToPosH = getHPos;
    self.valToPosV = getVPos;
    let ready = false;
    self.status = 0;
    const root = self.root = placeDiv(UPLOT);
    if (opts.id != null)
      root.id = opts.id;
    addClass(root, opts.class);
    if (opts.title) {
      let title = placeDiv(TITLE, root);
      title.textContent = opts.title;
    }
    const can = placeTag("canvas");
    const ctx = self.ctx = can.getContext("2d");
    const wrap = placeDiv(WRAP, root);
    on("click", wrap, (e3) => {
      if (e3.target === over) {
        let didDrag = mouseLeft1 != mouseLeft0 || mouseTop1 != mouseTop0;
        didDrag && drag.click(self, e3);
      }
    }, true);
    const under = self.under = placeDiv(UNDER, wrap);
    wrap.appendChild(can);
    const over = self.over = placeDiv(OVER, wrap);
    opts = copy(opts);
    const pxAlign = +ifNull(opts.pxAlign, 1);
    const pxRound = pxRoundGen(pxAlign);
    (opts.plugins || []).forEach((p3) => {
      if (p3.opts)
        opts = p3.opts(self, opts) || opts;
    });
    const ms = opts.ms || 1e-3;
    const series = self.series = mode == 1 ? setDefaults(opts.series || [], xSeriesOpts, ySeriesOpts, false) : setDefaults2(opts.series || [null], xySeriesOpts);
    const axes = self.axes = setDefaults(opts.axes || [], xAxisOpts, yAxisOpts, true);
    const scales = self.scales = {};
    const bands = self.bands = opts.bands || [];
    bands.forEach((b) => {
      b.fill = fnOrSelf(b.fill || null);
      b.dir = ifNull(b.dir, -1);
    });
    const xScaleKey = mode == 2 ? series[1].facets[0].scale : series[0].scale;
    const drawOrderMap = {
      axes: drawAxesGrid,
      series: drawSeries
    };
    const drawOrder = (opts.drawOrder || ["axes", "series"]).map((key2) => drawOrderMap[key2]);
    function initValToPct(sc) {
      const getVal = sc.distr == 3 ? (val) => log10(val > 0 ? val : sc.clamp(self, val, sc.min, sc.max, sc.key)) : sc.distr == 4 ? (val) => asinh(val, sc.asinh) : sc.distr == 100 ? (val) => sc.fwd(val) : (val) => val;
      return (val) => {
        let _val = getVal(val);
        let { _min, _max } = sc;
        let delta = _max - _min;
        return (_val - _min) / delta;
      };
    }
    function initScale(scaleKey) {
      let sc = scales[scaleKey];
      if (sc == null) {
        let scaleOpts = (opts.scales || EMPTY_OBJ)[scaleKey] || EMPTY_OBJ;
        if (scaleOpts.from != null) {
          initScale(scaleOpts.from);
          let sc2 = assign({}, scales[scaleOpts.from], scaleOpts, { key: scaleKey });
          sc2.valToPct = initValToPct(sc2);
          scales[scaleKey] = sc2;
        } else {
          sc = scales[scaleKey] = assign({}, scaleKey == xScaleKey ? xScaleOpts : yScaleOpts, scaleOpts);
          sc.key = scaleKey;
          let isTime = sc.time;
          let rn = sc.range;
          let rangeIsArr = isArr(rn);
          if (scaleKey != xScaleKey || mode == 2 && !isTime) {
            if (rangeIsArr && (rn[0] == null || rn[1] == null)) {
              rn = {
                min: rn[0] == null ? autoRangePart : {
                  mode: 1,
                  hard: rn[0],
                  soft: rn[0]
                },
                max: rn[1] == null ? autoRangePart : {
                  mode: 1,
                  hard: rn[1],
                  soft: rn[1]
                }
              };
              rangeIsArr = false;
            }
            if (!rangeIsArr && isObj(rn)) {
              let cfg = rn;
              rn = (self2, dataMin, dataMax) => dataMin == null ? nullNullTuple : rangeNum(dataMin, dataMax, cfg);
            }
          }
          sc.range = fnOrSelf(rn || (isTime ? snapTimeX : scaleKey == xScaleKey ? sc.distr == 3 ? snapLogX : sc.distr == 4 ? snapAsinhX : snapNumX : sc.distr == 3 ? snapLogY : sc.distr == 4 ? snapAsinhY : snapNumY));
          sc.auto = fnOrSelf(rangeIsArr ? false : sc.auto);
          sc.clamp = fnOrSelf(sc.clamp || clampScale);
          sc._min = sc._max = null;
          sc.valToPct = initValToPct(sc);
        }
      }
    }
    initScale("x");
    initScale("y");
    if (mode == 1) {
      series.forEach((s3) => {
        initScale(s3.scale);
      });
    }
    axes.forEach((a5) => {
      initScale(a5.scale);
    });
    for (let k2 in opts.scales)
      initScale(k2);
    const scaleX = scales[xScaleKey];
    const xScaleDistr = scaleX.distr;
    let valToPosX, valToPosY;
    if (scaleX.ori == 0) {
      addClass(root, ORI_HZ);
      valToPosX = getHPos;
      valToPosY = getVPos;
    } else {
      addClass(root, ORI_VT);
      valToPosX = getVPos;
      valToPosY = getHPos;
    }
    const pendScales = {};
    for (let k2 in scales) {
      let sc = scales[k2];
      if (sc.min != null || sc.max != null) {
        pendScales[k2] = { min: sc.min, max: sc.max };
        sc.min = sc.max = null;
      }
    }
    const _tzDate = opts.tzDate || ((ts) => new Date(round(ts / ms)));
    const _fmtDate = opts.fmtDate || fmtDate;
    const _timeAxisSplits = ms == 1 ? timeAxisSplitsMs(_tzDate) : timeAxisSplitsS(_tzDate);
    const _timeAxisVals = timeAxisVals(_tzDate, timeAxisStamps(ms == 1 ? _timeAxisStampsMs : _timeAxisStampsS, _fmtDate));
    const _timeSeriesVal = timeSeriesVal(_tzDate, timeSeriesStamp(_timeSeriesStamp, _fmtDate));
    const activeIdxs = [];
    const legend = self.legend = assign({}, legendOpts, opts.legend);
    const cursor = self.cursor = assign({}, cursorOpts, { drag: { y: mode == 2 } }, opts.cursor);
    const showLegend = legend.show;
    const showCursor = cursor.show;
    const markers = legend.markers;
    {
      legend.idxs = activeIdxs;
      markers.width = fnOrSelf(markers.width);
      markers.dash = fnOrSelf(markers.dash);
      markers.stroke = fnOrSelf(markers.stroke);
      markers.fill = fnOrSelf(markers.fill);
    }
    let legendTable;
    let legendHead;
    let legendBody;
    let legendRows = [];
    let legendCells = [];
    let legendCols;
    let multiValLegend = false;
    let NULL_LEGEND_VALUES = {};
    if (legend.live) {
      const getMultiVals = series[1] ? series[1].values : null;
      multiValLegend = getMultiVals != null;
      legendCols = multiValLegend ? getMultiVals(self, 1, 0) : { _: 0 };
      for (let k2 in legendCols)
        NULL_LEGEND_VALUES[k2] = LEGEND_DISP;
    }
    if (showLegend) {
      legendTable = placeTag("table", LEGEND, root);
      legendBody = placeTag("tbody", null, legendTable);
      legend.mount(self, legendTable);
      if (multiValLegend) {
        legendHead = placeTag("thead", null, legendTable, legendBody);
        let head = placeTag("tr", null, legendHead);
        placeTag("th", null, head);
        for (var key in legendCols)
          placeTag("th", LEGEND_LABEL, head).textContent = key;
      } else {
        addClass(legendTable, LEGEND_INLINE);
        legend.live && addClass(legendTable, LEGEND_LIVE);
      }
    }
    const son = { show: true };
    const soff = { show: false };
    function initLegendRow(s3, i3) {
      if (i3 == 0 && (multiValLegend || !legend.live || mode == 2))
        return nullNullTuple;
      let cells2 = [];
      let row = placeTag("tr", LEGEND_SERIES, legendBody, legendBody.childNodes[i3]);
      addClass(row, s3.class);
      if (!s3.show)
        addClass(row, OFF);
      let label = placeTag("th", null, row);
      if (markers.show) {
        let indic = placeDiv(LEGEND_MARKER, label);
        if (i3 > 0) {
          let width = markers.width(self, i3);
          if (width)
            indic.style.border = width + "px " + markers.dash(self, i3) + " " + markers.stroke(self, i3);
          indic.style.background = markers.fill(self, i3);
        }
      }
      let text = placeDiv(LEGEND_LABEL, label);
      if (s3.label instanceof HTMLElement)
        text.appendChild(s3.label);
      else
        text.textContent = s3.label;
      if (i3 > 0) {
        if (!markers.show)
          text.style.color = s3.width > 0 ? markers.stroke(self, i3) : markers.fill(self, i3);
        onMouse("click", label, (e3) => {
          if (cursor._lock)
            return;
          setCursorEvent(e3);
          let seriesIdx = series.indexOf(s3);
          if ((e3.ctrlKey || e3.metaKey) != legend.isolate) {
            let isolate = series.some((s4, i4) => i4 > 0 && i4 != seriesIdx && s4.show);
            series.forEach((s4, i4) => {
              i4 > 0 && setSeries(i4, isolate ? i4 == seriesIdx ? son : soff : son, true, syncOpts.setSeries);
            });
          } else
            setSeries(seriesIdx, { show: !s3.show }, true, syncOpts.setSeries);
        }, false);
        if (cursorFocus) {
          onMouse(mouseenter, label, (e3) => {
            if (cursor._lock)
              return;
            setCursorEvent(e3);
            setSeries(series.indexOf(s3), FOCUS_TRUE, true, syncOpts.setSeries);
          }, false);
        }
      }
      for (var key2 in legendCols) {
        let v3 = placeTag("td", LEGEND_VALUE, row);
        v3.textContent = "--";
        cells2.push(v3);
      }
      return [row, cells2];
    }
    const mouseListeners = /* @__PURE__ */ new Map();
    function onMouse(ev, targ, fn, onlyTarg = true) {
      const targListeners = mouseListeners.get(targ) || {};
      const listener = cursor.bind[ev](self, targ, fn, onlyTarg);
      if (listener) {
        on(ev, targ, targListeners[ev] = listener);
        mouseListeners.set(targ, targListeners);
      }
    }
    function offMouse(ev, targ, fn) {
      const targListeners = mouseListeners.get(targ) || {};
      for (let k2 in targListeners) {
        if (ev == null || k2 == ev) {
          off(k2, targ, targListeners[k2]);
          delete targListeners[k2];
        }
      }
      if (ev == null)
        mouseListeners.delete(targ);
    }
    let fullWidCss = 0;
    let fullHgtCss = 0;
    let plotWidCss = 0;
    let plotHgtCss = 0;
    let plotLftCss = 0;
    let plotTopCss = 0;
    let _plotLftCss = plotLftCss;
    let _plotTopCss = plotTopCss;
    let _plotWidCss = plotWidCss;
    let _plotHgtCss = plotHgtCss;
    let plotLft = 0;
    let plotTop = 0;
    let plotWid = 0;
    let plotHgt = 0;
    self.bbox = {};
    let shouldSetScales = false;
    let shouldSetSize = false;
    let shouldConvergeSize = false;
    let shouldSetCursor = false;
    let shouldSetSelect = false;
    let shouldSetLegend = false;
    function _setSize(width, height, force) {
      if (force || (width != self.width || height != self.height))
        calcSize(width, height);
      resetYSeries(false);
      shouldConvergeSize = true;
      shouldSetSize = true;
      commit();
    }
    function calcSize(width, height) {
      self.width = fullWidCss = plotWidCss = width;
      self.height = fullHgtCss = plotHgtCss = height;
      plotLftCss = plotTopCss = 0;
      calcPlotRect();
      calcAxesRects();
      let bb = self.bbox;
      plotLft = bb.left = incrRound(plotLftCss * pxRatio, 0.5);
      plotTop = bb.top = incrRound(plotTopCss * pxRatio, 0.5);
      plotWid = bb.width = incrRound(plotWidCss * pxRatio, 0.5);
      plotHgt = bb.height = incrRound(plotHgtCss * pxRatio, 0.5);
    }
    const CYCLE_LIMIT = 3;
    function convergeSize() {
      let converged = false;
      let cycleNum = 0;
      while (!converged) {
        cycleNum++;
        let axesConverged = axesCalc(cycleNum);
        let paddingConverged = paddingCalc(cycleNum);
        converged = cycleNum == CYCLE_LIMIT || axesConverged && paddingConverged;
        if (!converged) {
          calcSize(self.width, self.height);
          shouldSetSize = true;
        }
      }
    }
    function setSize({ width, height }) {
      _setSize(width, height);
    }
    self.setSize = setSize;
    function calcPlotRect() {
      let hasTopAxis = false;
      let hasBtmAxis = false;
      let hasRgtAxis = false;
      let hasLftAxis = false;
      axes.forEach((axis, i3) => {
        if (axis.show && axis._show) {
          let { side, _size } = axis;
          let isVt = side % 2;
          let labelSize = axis.label != null ? axis.labelSize : 0;
          let fullSize = _size + labelSize;
          if (fullSize > 0) {
            if (isVt) {
              plotWidCss -= fullSize;
              if (side == 3) {
                plotLftCss += fullSize;
                hasLftAxis = true;
              } else
                hasRgtAxis = true;
            } else {
              plotHgtCss -= fullSize;
              if (side == 0) {
                plotTopCss += fullSize;
                hasTopAxis = true;
              } else
                hasBtmAxis = true;
            }
          }
        }
      });
      sidesWithAxes[0] = hasTopAxis;
      sidesWithAxes[1] = hasRgtAxis;
      sidesWithAxes[2] = hasBtmAxis;
      sidesWithAxes[3] = hasLftAxis;
      plotWidCss -= _padding[1] + _padding[3];
      plotLftCss += _padding[3];
      plotHgtCss -= _padding[2] + _padding[0];
      plotTopCss += _padding[0];
    }
    function calcAxesRects() {
      let off1 = plotLftCss + plotWidCss;
      let off2 = plotTopCss + plotHgtCss;
      let off3 = plotLftCss;
      let off0 = plotTopCss;
      function incrOffset(side, size) {
        switch (side) {
          case 1:
            off1 += size;
            return off1 - size;
          case 2:
            off2 += size;
            return off2 - size;
          case 3:
            off3 -= size;
            return off3 + size;
          case 0:
            off0 -= size;
            return off0 + size;
        }
      }
      axes.forEach((axis, i3) => {
        if (axis.show && axis._show) {
          let side = axis.side;
          axis._pos = incrOffset(side, axis._size);
          if (axis.label != null)
            axis._lpos = incrOffset(side, axis.labelSize);
        }
      });
    }
    if (cursor.dataIdx == null) {
      let hov = cursor.hover;
      let skip = hov.skip = new Set(hov.skip ?? []);
      skip.add(void 0);
      let prox = hov.prox = fnOrSelf(hov.prox);
      let bias = hov.bias ??= 0;
      cursor.dataIdx = (self2, seriesIdx, cursorIdx, valAtPosX) => {
        if (seriesIdx == 0)
          return cursorIdx;
        let idx2 = cursorIdx;
        let _prox = prox(self2, seriesIdx, cursorIdx, valAtPosX) ?? inf;
        let withProx = _prox >= 0 && _prox < inf;
        let xDim = scaleX.ori == 0 ? plotWidCss : plotHgtCss;
        let cursorLft = cursor.left;
        let xValues = data[0];
        let yValues = data[seriesIdx];
        if (skip.has(yValues[cursorIdx])) {
          idx2 = null;
          let nonNullLft = null, nonNullRgt = null, j2;
          if (bias == 0 || bias == -1) {
            j2 = cursorIdx;
            while (nonNullLft == null && j2-- > 0) {
              if (!skip.has(yValues[j2]))
                nonNullLft = j2;
            }
          }
          if (bias == 0 || bias == 1) {
            j2 = cursorIdx;
            while (nonNullRgt == null && j2++ < yValues.length) {
              if (!skip.has(yValues[j2]))
                nonNullRgt = j2;
            }
          }
          if (nonNullLft != null || nonNullRgt != null) {
            if (withProx) {
              let lftPos = nonNullLft == null ? -Infinity : valToPosX(xValues[nonNullLft], scaleX, xDim, 0);
              let rgtPos = nonNullRgt == null ? Infinity : valToPosX(xValues[nonNullRgt], scaleX, xDim, 0);
              let lftDelta = cursorLft - lftPos;
              let rgtDelta = rgtPos - cursorLft;
              if (lftDelta <= rgtDelta) {
                if (lftDelta <= _prox)
                  idx2 = nonNullLft;
              } else {
                if (rgtDelta <= _prox)
                  idx2 = nonNullRgt;
              }
            } else {
              idx2 = nonNullRgt == null ? nonNullLft : nonNullLft == null ? nonNullRgt : cursorIdx - nonNullLft <= nonNullRgt - cursorIdx ? nonNullLft : nonNullRgt;
            }
          }
        } else if (withProx) {
          let dist = abs(cursorLft - valToPosX(xValues[cursorIdx], scaleX, xDim, 0));
          if (dist > _prox)
            idx2 = null;
        }
        return idx2;
      };
    }
    const setCursorEvent = (e3) => {
      cursor.event = e3;
    };
    cursor.idxs = activeIdxs;
    cursor._lock = false;
    let points2 = cursor.points;
    points2.show = fnOrSelf(points2.show);
    points2.size = fnOrSelf(points2.size);
    points2.stroke = fnOrSelf(points2.stroke);
    points2.width = fnOrSelf(points2.width);
    points2.fill = fnOrSelf(points2.fill);
    const focus = self.focus = assign({}, opts.focus || { alpha: 0.3 }, cursor.focus);
    const cursorFocus = focus.prox >= 0;
    const cursorOnePt = cursorFocus && points2.one;
    let cursorPts = [];
    let cursorPtsLft = [];
    let cursorPtsTop = [];
    function initCursorPt(s3, si) {
      let pt = points2.show(self, si);
      if (pt instanceof HTMLElement) {
        addClass(pt, CURSOR_PT);
        addClass(pt, s3.class);
        elTrans(pt, -10, -10, plotWidCss, plotHgtCss);
        over.insertBefore(pt, cursorPts[si]);
        return pt;
      }
    }
    function initSeries(s3, i3) {
      if (mode == 1 || i3 > 0) {
        let isTime = mode == 1 && scales[s3.scale].time;
        let sv = s3.value;
        s3.value = isTime ? isStr(sv) ? timeSeriesVal(_tzDate, timeSeriesStamp(sv, _fmtDate)) : sv || _timeSeriesVal : sv || numSeriesVal;
        s3.label = s3.label || (isTime ? timeSeriesLabel : numSeriesLabel);
      }
      if (cursorOnePt || i3 > 0) {
        s3.width = s3.width == null ? 1 : s3.width;
        s3.paths = s3.paths || linearPath || retNull;
        s3.fillTo = fnOrSelf(s3.fillTo || seriesFillTo);
        s3.pxAlign = +ifNull(s3.pxAlign, pxAlign);
        s3.pxRound = pxRoundGen(s3.pxAlign);
        s3.stroke = fnOrSelf(s3.stroke || null);
        s3.fill = fnOrSelf(s3.fill || null);
        s3._stroke = s3._fill = s3._paths = s3._focus = null;
        let _ptDia = ptDia(max(1, s3.width), 1);
        let points3 = s3.points = assign({}, {
          size: _ptDia,
          width: max(1, _ptDia * 0.2),
          stroke: s3.stroke,
          space: _ptDia * 2,
          paths: pointsPath,
          _stroke: null,
          _fill: null
        }, s3.points);
        points3.show = fnOrSelf(points3.show);
        points3.filter = fnOrSelf(points3.filter);
        points3.fill = fnOrSelf(points3.fill);
        points3.stroke = fnOrSelf(points3.stroke);
        points3.paths = fnOrSelf(points3.paths);
        points3.pxAlign = s3.pxAlign;
      }
      if (showLegend) {
        let rowCells = initLegendRow(s3, i3);
        legendRows.splice(i3, 0, rowCells[0]);
        legendCells.splice(i3, 0, rowCells[1]);
        legend.values.push(null);
      }
      if (showCursor) {
        activeIdxs.splice(i3, 0, null);
        let pt = null;
        if (cursorOnePt) {
          if (i3 == 0)
            pt = initCursorPt(s3, i3);
        } else if (i3 > 0)
          pt = initCursorPt(s3, i3);
        cursorPts.splice(i3, 0, pt);
        cursorPtsLft.splice(i3, 0, 0);
        cursorPtsTop.splice(i3, 0, 0);
      }
      fire("addSeries", i3);
    }
    function addSeries(opts2, si) {
      si = si == null ? series.length : si;
      opts2 = mode == 1 ? setDefault(opts2, si, xSeriesOpts, ySeriesOpts) : setDefault(opts2, si, {}, xySeriesOpts);
      series.splice(si, 0, opts2);
      initSeries(series[si], si);
    }
    self.addSeries = addSeries;
    function delSeries(i3) {
      series.splice(i3, 1);
      if (showLegend) {
        legend.values.splice(i3, 1);
        legendCells.splice(i3, 1);
        let tr = legendRows.splice(i3, 1)[0];
        offMouse(null, tr.firstChild);
        tr.remove();
      }
      if (showCursor) {
        activeIdxs.splice(i3, 1);
        cursorPts.splice(i3, 1)[0].remove();
        cursorPtsLft.splice(i3, 1);
        cursorPtsTop.splice(i3, 1);
      }
      fire("delSeries", i3);
    }
    self.delSeries = delSeries;
    const sidesWithAxes = [false, false, false, false];
    function initAxis(axis, i3) {
      axis._show = axis.show;
      if (axis.show) {
        let isVt = axis.side % 2;
        let sc = scales[axis.scale];
        if (sc == null) {
          axis.scale = isVt ? series[1].scale : xScaleKey;
          sc = scales[axis.scale];
        }
        let isTime = sc.time;
        axis.size = fnOrSelf(axis.size);
        axis.space = fnOrSelf(axis.space);
        axis.rotate = fnOrSelf(axis.rotate);
        if (isArr(axis.incrs)) {
          axis.incrs.forEach((incr) => {
            !fixedDec.has(incr) && fixedDec.set(incr, guessDec(incr));
          });
        }
        axis.incrs = fnOrSelf(axis.incrs || (sc.distr == 2 ? wholeIncrs : isTime ? ms == 1 ? timeIncrsMs : timeIncrsS : numIncrs));
        axis.splits = fnOrSelf(axis.splits || (isTime && sc.distr == 1 ? _timeAxisSplits : sc.distr == 3 ? logAxisSplits : sc.distr == 4 ? asinhAxisSplits : numAxisSplits));
        axis.stroke = fnOrSelf(axis.stroke);
        axis.grid.stroke = fnOrSelf(axis.grid.stroke);
        axis.ticks.stroke = fnOrSelf(axis.ticks.stroke);
        axis.border.stroke = fnOrSelf(axis.border.stroke);
        let av = axis.values;
        axis.values = // static array of tick values
        isArr(av) && !isArr(av[0]) ? fnOrSelf(av) : (
          // temporal
          isTime ? (
            // config array of fmtDate string tpls
            isArr(av) ? timeAxisVals(_tzDate, timeAxisStamps(av, _fmtDate)) : (
              // fmtDate string tpl
              isStr(av) ? timeAxisVal(_tzDate, av) : av || _timeAxisVals
            )
          ) : av || numAxisVals
        );
        axis.filter = fnOrSelf(axis.filter || (sc.distr >= 3 && sc.log == 10 ? log10AxisValsFilt : sc.distr == 3 && sc.log == 2 ? log2AxisValsFilt : retArg1));
        axis.font = pxRatioFont(axis.font);
        axis.labelFont = pxRatioFont(axis.labelFont);
        axis._size = axis.size(self, null, i3, 0);
        axis._space = axis._rotate = axis._incrs = axis._found = // foundIncrSpace
        axis._splits = axis._values = null;
        if (axis._size > 0) {
          sidesWithAxes[i3] = true;
          axis._el = placeDiv(AXIS, wrap);
        }
      }
    }
    function autoPadSide(self2, side, sidesWithAxes2, cycleNum) {
      let [hasTopAxis, hasRgtAxis, hasBtmAxis, hasLftAxis] = sidesWithAxes2;
      let ori = side % 2;
      let size = 0;
      if (ori == 0 && (hasLftAxis || hasRgtAxis))
        size = side == 0 && !hasTopAxis || side == 2 && !hasBtmAxis ? round(xAxisOpts.size / 3) : 0;
      if (ori == 1 && (hasTopAxis || hasBtmAxis))
        size = side == 1 && !hasRgtAxis || side == 3 && !hasLftAxis ? round(yAxisOpts.size / 2) : 0;
      return size;
    }
    const padding = self.padding = (opts.padding || [autoPadSide, autoPadSide, autoPadSide, autoPadSide]).map((p3) => fnOrSelf(ifNull(p3, autoPadSide)));
    const _padding = self._padding = padding.map((p3, i3) => p3(self, i3, sidesWithAxes, 0));
    let dataLen;
    let i0 = null;
    let i1 = null;
    const idxs = mode == 1 ? series[0].idxs : null;
    let data0 = null;
    let viaAutoScaleX = false;
    function setData(_data, _resetScales) {
      data = _data == null ? [] : _data;
      self.data = self._data = data;
      if (mode == 2) {
        dataLen = 0;
        for (let i3 = 1; i3 < series.length; i3++)
          dataLen += data[i3][0].length;
      } else {
        if (data.length == 0)
          self.data = self._data = data = [[]];
        data0 = data[0];
        dataLen = data0.length;
        let scaleData = data;
        if (xScaleDistr == 2) {
          scaleData = data.slice();
          let _data0 = scaleData[0] = Array(dataLen);
          for (let i3 = 0; i3 < dataLen; i3++)
            _data0[i3] = i3;
        }
        self._data = data = scaleData;
      }
      resetYSeries(true);
      fire("setData");
      if (xScaleDistr == 2) {
        shouldConvergeSize = true;
      }
      if (_resetScales !== false) {
        let xsc = scaleX;
        if (xsc.auto(self, viaAutoScaleX))
          autoScaleX();
        else
          _setScale(xScaleKey, xsc.min, xsc.max);
        shouldSetCursor = shouldSetCursor || cursor.left >= 0;
        shouldSetLegend = true;
        commit();
      }
    }
    self.setData = setData;
    function autoScaleX() {
      viaAutoScaleX = true;
      let _min, _max;
      if (mode == 1) {
        if (dataLen > 0) {
          i0 = idxs[0] = 0;
          i1 = idxs[1] = dataLen - 1;
          _min = data[0][i0];
          _max = data[0][i1];
          if (xScaleDistr == 2) {
            _min = i0;
            _max = i1;
          } else if (_min == _max) {
            if (xScaleDistr == 3)
              [_min, _max] = rangeLog(_min, _min, scaleX.log, false);
            else if (xScaleDistr == 4)
              [_min, _max] = rangeAsinh(_min, _min, scaleX.log, false);
            else if (scaleX.time)
              _max = _min + round(86400 / ms);
            else
              [_min, _max] = rangeNum(_min, _max, rangePad, true);
          }
        } else {
          i0 = idxs[0] = _min = null;
          i1 = idxs[1] = _max = null;
        }
      }
      _setScale(xScaleKey, _min, _max);
    }
    let ctxStroke, ctxFill, ctxWidth, ctxDash, ctxJoin, ctxCap, ctxFont, ctxAlign, ctxBaseline;
    let ctxAlpha;
    function setCtxStyle(stroke, width, dash, cap, fill, join2) {
      stroke ??= transparent;
      dash ??= EMPTY_ARR;
      cap ??= "butt";
      fill ??= transparent;
      join2 ??= "round";
      if (stroke != ctxStroke)
        ctx.strokeStyle = ctxStroke = stroke;
      if (fill != ctxFill)
        ctx.fillStyle = ctxFill = fill;
      if (width != ctxWidth)
        ctx.lineWidth = ctxWidth = width;
      if (join2 != ctxJoin)
        ctx.lineJoin = ctxJoin = join2;
      if (cap != ctxCap)
        ctx.lineCap = ctxCap = cap;
      if (dash != ctxDash)
        ctx.setLineDash(ctxDash = dash);
    }
    function setFontStyle(font3, fill, align, baseline) {
      if (fill != ctxFill)
        ctx.fillStyle = ctxFill = fill;
      if (font3 != ctxFont)
        ctx.font = ctxFont = font3;
      if (align != ctxAlign)
        ctx.textAlign = ctxAlign = align;
      if (baseline != ctxBaseline)
        ctx.textBaseline = ctxBaseline = baseline;
    }
    function accScale(wsc, psc, facet2, data2, sorted = 0) {
      if (data2.length > 0 && wsc.auto(self, viaAutoScaleX) && (psc == null || psc.min == null)) {
        let _i0 = ifNull(i0, 0);
        let _i1 = ifNull(i1, data2.length - 1);
        let minMax = facet2.min == null ? getMinMax(data2, _i0, _i1, sorted, wsc.distr == 3) : [facet2.min, facet2.max];
        wsc.min = min(wsc.min, facet2.min = minMax[0]);
        wsc.max = max(wsc.max, facet2.max = minMax[1]);
      }
    }
    const AUTOSCALE = { min: null, max: null };
    function setScales() {
      for (let k2 in scales) {
        let sc = scales[k2];
        if (pendScales[k2] == null && // scales that have never been set (on init)
        (sc.min == null || // or auto scales when the x scale was explicitly set
        pendScales[xScaleKey] != null && sc.auto(self, viaAutoScaleX))) {
          pendScales[k2] = AUTOSCALE;
        }
      }
      for (let k2 in scales) {
        let sc = scales[k2];
        if (pendScales[k2] == null && sc.from != null && pendScales[sc.from] != null)
          pendScales[k2] = AUTOSCALE;
      }
      if (pendScales[xScaleKey] != null)
        resetYSeries(true);
      let wipScales = {};
      for (let k2 in pendScales) {
        let psc = pendScales[k2];
        if (psc != null) {
          let wsc = wipScales[k2] = copy(scales[k2], fastIsObj);
          if (psc.min != null)
            assign(wsc, psc);
          else if (k2 != xScaleKey || mode == 2) {
            if (dataLen == 0 && wsc.from == null) {
              let minMax = wsc.range(self, null, null, k2);
              wsc.min = minMax[0];
              wsc.max = minMax[1];
            } else {
              wsc.min = inf;
              wsc.max = -inf;
            }
          }
        }
      }
      if (dataLen > 0) {
        series.forEach((s3, i3) => {
          if (mode == 1) {
            let k2 = s3.scale;
            let psc = pendScales[k2];
            if (psc == null)
              return;
            let wsc = wipScales[k2];
            if (i3 == 0) {
              let minMax = wsc.range(self, wsc.min, wsc.max, k2);
              wsc.min = minMax[0];
              wsc.max = minMax[1];
              i0 = closestIdx(wsc.min, data[0]);
              i1 = closestIdx(wsc.max, data[0]);
              if (i1 - i0 > 1) {
                if (data[0][i0] < wsc.min)
                  i0++;
                if (data[0][i1] > wsc.max)
                  i1--;
              }
              s3.min = data0[i0];
              s3.max = data0[i1];
            } else if (s3.show && s3.auto)
              accScale(wsc, psc, s3, data[i3], s3.sorted);
            s3.idxs[0] = i0;
            s3.idxs[1] = i1;
          } else {
            if (i3 > 0) {
              if (s3.show && s3.auto) {
                let [xFacet, yFacet] = s3.facets;
                let xScaleKey2 = xFacet.scale;
                let yScaleKey = yFacet.scale;
                let [xData, yData] = data[i3];
                let wscx = wipScales[xScaleKey2];
                let wscy = wipScales[yScaleKey];
                wscx != null && accScale(wscx, pendScales[xScaleKey2], xFacet, xData, xFacet.sorted);
                wscy != null && accScale(wscy, pendScales[yScaleKey], yFacet, yData, yFacet.sorted);
                s3.min = yFacet.min;
                s3.max = yFacet.max;
              }
            }
          }
        });
        for (let k2 in wipScales) {
          let wsc = wipScales[k2];
          let psc = pendScales[k2];
          if (wsc.from == null && (psc == null || psc.min == null)) {
            let minMax = wsc.range(
              self,
              wsc.min == inf ? null : wsc.min,
              wsc.max == -inf ? null : wsc.max,
              k2
            );
            wsc.min = minMax[0];
            wsc.max = minMax[1];
          }
        }
      }
      for (let k2 in wipScales) {
        let wsc = wipScales[k2];
        if (wsc.from != null) {
          let base = wipScales[wsc.from];
          if (base.min == null)
            wsc.min = wsc.max = null;
          else {
            let minMax = wsc.range(self, base.min, base.max, k2);
            wsc.min = minMax[0];
            wsc.max = minMax[1];
          }
        }
      }
      let changed = {};
      let anyChanged = false;
      for (let k2 in wipScales) {
        let wsc = wipScales[k2];
        let sc = scales[k2];
        if (sc.min != wsc.min || sc.max != wsc.max) {
          sc.min = wsc.min;
          sc.max = wsc.max;
          let distr = sc.distr;
          sc._min = distr == 3 ? log10(sc.min) : distr == 4 ? asinh(sc.min, sc.asinh) : distr == 100 ? sc.fwd(sc.min) : sc.min;
          sc._max = distr == 3 ? log10(sc.max) : distr == 4 ? asinh(sc.max, sc.asinh) : distr == 100 ? sc.fwd(sc.max) : sc.max;
          changed[k2] = anyChanged = true;
        }
      }
      if (anyChanged) {
        series.forEach((s3, i3) => {
          if (mode == 2) {
            if (i3 > 0 && changed.y)
              s3._paths = null;
          } else {
            if (changed[s3.scale])
              s3._paths = null;
          }
        });
        for (let k2 in changed) {
          shouldConvergeSize = true;
          fire("setScale", k2);
        }
        if (showCursor && cursor.left >= 0)
          shouldSetCursor = shouldSetLegend = true;
      }
      for (let k2 in pendScales)
        pendScales[k2] = null;
    }
    function getOuterIdxs(ydata) {
      let _i0 = clamp(i0 - 1, 0, dataLen - 1);
      let _i1 = clamp(i1 + 1, 0, dataLen - 1);
      while (ydata[_i0] == null && _i0 > 0)
        _i0--;
      while (ydata[_i1] == null && _i1 < dataLen - 1)
        _i1++;
      return [_i0, _i1];
    }
    function drawSeries() {
      if (dataLen > 0) {
        let shouldAlpha = series.some((s3) => s3._focus) && ctxAlpha != focus.alpha;
        if (shouldAlpha)
          ctx.globalAlpha = ctxAlpha = focus.alpha;
        series.forEach((s3, i3) => {
          if (i3 > 0 && s3.show) {
            cacheStrokeFill(i3, false);
            cacheStrokeFill(i3, true);
            if (s3._paths == null) {
              let _ctxAlpha = ctxAlpha;
              if (ctxAlpha != s3.alpha)
                ctx.globalAlpha = ctxAlpha = s3.alpha;
              let _idxs = mode == 2 ? [0, data[i3][0].length - 1] : getOuterIdxs(data[i3]);
              s3._paths = s3.paths(self, i3, _idxs[0], _idxs[1]);
              if (ctxAlpha != _ctxAlpha)
                ctx.globalAlpha = ctxAlpha = _ctxAlpha;
            }
          }
        });
        series.forEach((s3, i3) => {
          if (i3 > 0 && s3.show) {
            let _ctxAlpha = ctxAlpha;
            if (ctxAlpha != s3.alpha)
              ctx.globalAlpha = ctxAlpha = s3.alpha;
            s3._paths != null && drawPath(i3, false);
            {
              let _gaps = s3._paths != null ? s3._paths.gaps : null;
              let show = s3.points.show(self, i3, i0, i1, _gaps);
              let idxs2 = s3.points.filter(self, i3, show, _gaps);
              if (show || idxs2) {
                s3.points._paths = s3.points.paths(self, i3, i0, i1, idxs2);
                drawPath(i3, true);
              }
            }
            if (ctxAlpha != _ctxAlpha)
              ctx.globalAlpha = ctxAlpha = _ctxAlpha;
            fire("drawSeries", i3);
          }
        });
        if (shouldAlpha)
          ctx.globalAlpha = ctxAlpha = 1;
      }
    }
    function cacheStrokeFill(si, _points) {
      let s3 = _points ? series[si].points : series[si];
      s3._stroke = s3.stroke(self, si);
      s3._fill = s3.fill(self, si);
    }
    function drawPath(si, _points) {
      let s3 = _points ? series[si].points : series[si];
      let {
        stroke,
        fill,
        clip: gapsClip,
        flags,
        _stroke: strokeStyle = s3._stroke,
        _fill: fillStyle = s3._fill,
        _width: width = s3.width
      } = s3._paths;
      width = roundDec(width * pxRatio, 3);
      let boundsClip = null;
      let offset = width % 2 / 2;
      if (_points && fillStyle == null)
        fillStyle = width > 0 ? "#fff" : strokeStyle;
      let _pxAlign = s3.pxAlign == 1 && offset > 0;
      _pxAlign && ctx.translate(offset, offset);
      if (!_points) {
        let lft = plotLft - width / 2, top = plotTop - width / 2, wid = plotWid + width, hgt = plotHgt + width;
        boundsClip = new Path2D();
        boundsClip.rect(lft, top, wid, hgt);
      }
      if (_points)
        strokeFill(strokeStyle, width, s3.dash, s3.cap, fillStyle, stroke, fill, flags, gapsClip);
      else
        fillStroke(si, strokeStyle, width, s3.dash, s3.cap, fillStyle, stroke, fill, flags, boundsClip, gapsClip);
      _pxAlign && ctx.translate(-offset, -offset);
    }
    function fillStroke(si, strokeStyle, lineWidth, lineDash, lineCap, fillStyle, strokePath, fillPath, flags, boundsClip, gapsClip) {
      let didStrokeFill = false;
      flags != 0 && bands.forEach((b, bi) => {
        if (b.series[0] == si) {
          let lowerEdge = series[b.series[1]];
          let lowerData = data[b.series[1]];
          let bandClip = (lowerEdge._paths || EMPTY_OBJ).band;
          if (isArr(bandClip))
            bandClip = b.dir == 1 ? bandClip[0] : bandClip[1];
          let gapsClip2;
          let _fillStyle = null;
          if (lowerEdge.show && bandClip && hasData(lowerData, i0, i1)) {
            _fillStyle = b.fill(self, bi) || fillStyle;
            gapsClip2 = lowerEdge._paths.clip;
          } else
            bandClip = null;
          strokeFill(strokeStyle, lineWidth, lineDash, lineCap, _fillStyle, strokePath, fillPath, flags, boundsClip, gapsClip, gapsClip2, bandClip);
          didStrokeFill = true;
        }
      });
      if (!didStrokeFill)
        strokeFill(strokeStyle, lineWidth, lineDash, lineCap, fillStyle, strokePath, fillPath, flags, boundsClip, gapsClip);
    }
    const CLIP_FILL_STROKE = BAND_CLIP_FILL | BAND_CLIP_STROKE;
    function strokeFill(strokeStyle, lineWidth, lineDash, lineCap, fillStyle, strokePath, fillPath, flags, boundsClip, gapsClip, gapsClip2, bandClip) {
      setCtxStyle(strokeStyle, lineWidth, lineDash, lineCap, fillStyle);
      if (boundsClip || gapsClip || bandClip) {
        ctx.save();
        boundsClip && ctx.clip(boundsClip);
        gapsClip && ctx.clip(gapsClip);
      }
      if (bandClip) {
        if ((flags & CLIP_FILL_STROKE) == CLIP_FILL_STROKE) {
          ctx.clip(bandClip);
          gapsClip2 && ctx.clip(gapsClip2);
          doFill(fillStyle, fillPath);
          doStroke(strokeStyle, strokePath, lineWidth);
        } else if (flags & BAND_CLIP_STROKE) {
          doFill(fillStyle, fillPath);
          ctx.clip(bandClip);
          doStroke(strokeStyle, strokePath, lineWidth);
        } else if (flags & BAND_CLIP_FILL) {
          ctx.save();
          ctx.clip(bandClip);
          gapsClip2 && ctx.clip(gapsClip2);
          doFill(fillStyle, fillPath);
          ctx.restore();
          doStroke(strokeStyle, strokePath, lineWidth);
        }
      } else {
        doFill(fillStyle, fillPath);
        doStroke(strokeStyle, strokePath, lineWidth);
      }
      if (boundsClip || gapsClip || bandClip)
        ctx.restore();
    }
    function doStroke(strokeStyle, strokePath, lineWidth) {
      if (lineWidth > 0) {
        if (strokePath instanceof Map) {
          strokePath.forEach((strokePath2, strokeStyle2) => {
            ctx.strokeStyle = ctxStroke = strokeStyle2;
            ctx.stroke(strokePath2);
          });
        } else
          strokePath != null && strokeStyle && ctx.stroke(strokePath);
      }
    }
    function doFill(fillStyle, fillPath) {
      if (fillPath instanceof Map) {
        fillPath.forEach((fillPath2, fillStyle2) => {
          ctx.fillStyle = ctxFill = fillStyle2;
          ctx.fill(fillPath2);
        });
      } else
        fillPath != null && fillStyle && ctx.fill(fillPath);
    }
    function getIncrSpace(axisIdx, min2, max2, fullDim) {
      let axis = axes[axisIdx];
      let incrSpace;
      if (fullDim <= 0)
        incrSpace = [0, 0];
      else {
        let minSpace = axis._space = axis.space(self, axisIdx, min2, max2, fullDim);
        let incrs = axis._incrs = axis.incrs(self, axisIdx, min2, max2, fullDim, minSpace);
        incrSpace = findIncr(min2, max2, incrs, fullDim, minSpace);
      }
      return axis._found = incrSpace;
    }
    function drawOrthoLines(offs, filts, ori, side, pos0, len, width, stroke, dash, cap) {
      let offset = width % 2 / 2;
      pxAlign == 1 && ctx.translate(offset, offset);
      setCtxStyle(stroke, width, dash, cap, stroke);
      ctx.beginPath();
      let x0, y0, x1, y1, pos1 = pos0 + (side == 0 || side == 3 ? -len : len);
      if (ori == 0) {
        y0 = pos0;
        y1 = pos1;
      } else {
        x0 = pos0;
        x1 = pos1;
      }
      for (let i3 = 0; i3 < offs.length; i3++) {
        if (filts[i3] != null) {
          if (ori == 0)
            x0 = x1 = offs[i3];
          else
            y0 = y1 = offs[i3];
          ctx.moveTo(x0, y0);
          ctx.lineTo(x1, y1);
        }
      }
      ctx.stroke();
      pxAlign == 1 && ctx.translate(-offset, -offset);
    }
    function axesCalc(cycleNum) {
      let converged = true;
      axes.forEach((axis, i3) => {
        if (!axis.show)
          return;
        let scale = scales[axis.scale];
        if (scale.min == null) {
          if (axis._show) {
            converged = false;
            axis._show = false;
            resetYSeries(false);
          }
          return;
        } else {
          if (!axis._show) {
            converged = false;
            axis._show = true;
            resetYSeries(false);
          }
        }
        let side = axis.side;
        let ori = side % 2;
        let { min: min2, max: max2 } = scale;
        let [_incr, _space] = getIncrSpace(i3, min2, max2, ori == 0 ? plotWidCss : plotHgtCss);
        if (_space == 0)
          return;
        let forceMin = scale.distr == 2;
        let _splits = axis._splits = axis.splits(self, i3, min2, max2, _incr, _space, forceMin);
        let splits = scale.distr == 2 ? _splits.map((i4) => data0[i4]) : _splits;
        let incr = scale.distr == 2 ? data0[_splits[1]] - data0[_splits[0]] : _incr;
        let values2 = axis._values = axis.values(self, axis.filter(self, splits, i3, _space, incr), i3, _space, incr);
        axis._rotate = side == 2 ? axis.rotate(self, values2, i3, _space) : 0;
        let oldSize = axis._size;
        axis._size = ceil(axis.size(self, values2, i3, cycleNum));
        if (oldSize != null && axis._size != oldSize)
          converged = false;
      });
      return converged;
    }
    function paddingCalc(cycleNum) {
      let converged = true;
      padding.forEach((p3, i3) => {
        let _p = p3(self, i3, sidesWithAxes, cycleNum);
        if (_p != _padding[i3])
          converged = false;
        _padding[i3] = _p;
      });
      return converged;
    }
    function drawAxesGrid() {
      for (let i3 = 0; i3 < axes.length; i3++) {
        let axis = axes[i3];
        if (!axis.show || !axis._show)
          continue;
        let side = axis.side;
        let ori = side % 2;
        let x3, y4;
        let fillStyle = axis.stroke(self, i3);
        let shiftDir = side == 0 || side == 3 ? -1 : 1;
        let [_incr, _space] = axis._found;
        if (axis.label != null) {
          let shiftAmt2 = axis.labelGap * shiftDir;
          let baseLpos = round((axis._lpos + shiftAmt2) * pxRatio);
          setFontStyle(axis.labelFont[0], fillStyle, "center", side == 2 ? TOP : BOTTOM);
          ctx.save();
          if (ori == 1) {
            x3 = y4 = 0;
            ctx.translate(
              baseLpos,
              round(plotTop + plotHgt / 2)
            );
            ctx.rotate((side == 3 ? -PI : PI) / 2);
          } else {
            x3 = round(plotLft + plotWid / 2);
            y4 = baseLpos;
          }
          let _label = isFn(axis.label) ? axis.label(self, i3, _incr, _space) : axis.label;
          ctx.fillText(_label, x3, y4);
          ctx.restore();
        }
        if (_space == 0)
          continue;
        let scale = scales[axis.scale];
        let plotDim = ori == 0 ? plotWid : plotHgt;
        let plotOff = ori == 0 ? plotLft : plotTop;
        let _splits = axis._splits;
        let splits = scale.distr == 2 ? _splits.map((i4) => data0[i4]) : _splits;
        let incr = scale.distr == 2 ? data0[_splits[1]] - data0[_splits[0]] : _incr;
        let ticks2 = axis.ticks;
        let border2 = axis.border;
        let _tickSize = ticks2.show ? ticks2.size : 0;
        let tickSize = round(_tickSize * pxRatio);
        let axisGap = round((axis.alignTo == 2 ? axis._size - _tickSize - axis.gap : axis.gap) * pxRatio);
        let angle = axis._rotate * -PI / 180;
        let basePos = pxRound(axis._pos * pxRatio);
        let shiftAmt = (tickSize + axisGap) * shiftDir;
        let finalPos = basePos + shiftAmt;
        y4 = ori == 0 ? finalPos : 0;
        x3 = ori == 1 ? finalPos : 0;
        let font3 = axis.font[0];
        let textAlign = axis.align == 1 ? LEFT : axis.align == 2 ? RIGHT : angle > 0 ? LEFT : angle < 0 ? RIGHT : ori == 0 ? "center" : side == 3 ? RIGHT : LEFT;
        let textBaseline = angle || ori == 1 ? "middle" : side == 2 ? TOP : BOTTOM;
        setFontStyle(font3, fillStyle, textAlign, textBaseline);
        let lineHeight = axis.font[1] * axis.lineGap;
        let canOffs = _splits.map((val) => pxRound(getPos(val, scale, plotDim, plotOff)));
        let _values = axis._values;
        for (let i4 = 0; i4 < _values.length; i4++) {
          let val = _values[i4];
          if (val != null) {
            if (ori == 0)
              x3 = canOffs[i4];
            else
              y4 = canOffs[i4];
            val = "" + val;
            let _parts = val.indexOf("\n") == -1 ? [val] : val.split(/\n/gm);
            for (let j2 = 0; j2 < _parts.length; j2++) {
              let text = _parts[j2];
              if (angle) {
                ctx.save();
                ctx.translate(x3, y4 + j2 * lineHeight);
                ctx.rotate(angle);
                ctx.fillText(text, 0, 0);
                ctx.restore();
              } else
                ctx.fillText(text, x3, y4 + j2 * lineHeight);
            }
          }
        }
        if (ticks2.show) {
          drawOrthoLines(
            canOffs,
            ticks2.filter(self, splits, i3, _space, incr),
            ori,
            side,
            basePos,
            tickSize,
            roundDec(ticks2.width * pxRatio, 3),
            ticks2.stroke(self, i3),
            ticks2.dash,
            ticks2.cap
          );
        }
        let grid2 = axis.grid;
        if (grid2.show) {
          drawOrthoLines(
            canOffs,
            grid2.filter(self, splits, i3, _space, incr),
            ori,
            ori == 0 ? 2 : 1,
            ori == 0 ? plotTop : plotLft,
            ori == 0 ? plotHgt : plotWid,
            roundDec(grid2.width * pxRatio, 3),
            grid2.stroke(self, i3),
            grid2.dash,
            grid2.cap
          );
        }
        if (border2.show) {
          drawOrthoLines(
            [basePos],
            [1],
            ori == 0 ? 1 : 0,
            ori == 0 ? 1 : 2,
            ori == 1 ? plotTop : plotLft,
            ori == 1 ? plotHgt : plotWid,
            roundDec(border2.width * pxRatio, 3),
            border2.stroke(self, i3),
            border2.dash,
            border2.cap
          );
        }
      }
      fire("drawAxes");
    }
    function resetYSeries(minMax) {
      series.forEach((s3, i3) => {
        if (i3 > 0) {
          s3._paths = null;
          if (minMax) {
            if (mode == 1) {
              s3.min = null;
              s3.max = null;
            } else {
              s3.facets.forEach((f4) => {
                f4.min = null;
                f4.max = null;
              });
            }
          }
        }
      });
    }
    let queuedCommit = false;
    let deferHooks = false;
    let hooksQueue = [];
    function flushHooks() {
      deferHooks = false;
      for (let i3 = 0; i3 < hooksQueue.length; i3++)
        fire(...hooksQueue[i3]);
      hooksQueue.length = 0;
    }
    function commit() {
      if (!queuedCommit) {
        microTask(_commit);
        queuedCommit = true;
      }
    }
    function batch(fn, _deferHooks = false) {
      queuedCommit = true;
      deferHooks = _deferHooks;
      fn(self);
      _commit();
      if (_deferHooks && hooksQueue.length > 0)
        queueMicrotask(flushHooks);
    }
    self.batch = batch;
    function _commit() {
      if (shouldSetScales) {
        setScales();
        shouldSetScales = false;
      }
      if (shouldConvergeSize) {
        convergeSize();
        shouldConvergeSize = false;
      }
      if (shouldSetSize) {
        setStylePx(under, LEFT, plotLftCss);
        setStylePx(under, TOP, plotTopCss);
        setStylePx(under, WIDTH, plotWidCss);
        setStylePx(under, HEIGHT, plotHgtCss);
        setStylePx(over, LEFT, plotLftCss);
        setStylePx(over, TOP, plotTopCss);
        setStylePx(over, WIDTH, plotWidCss);
        setStylePx(over, HEIGHT, plotHgtCss);
        setStylePx(wrap, WIDTH, fullWidCss);
        setStylePx(wrap, HEIGHT, fullHgtCss);
        can.width = round(fullWidCss * pxRatio);
        can.height = round(fullHgtCss * pxRatio);
        axes.forEach(({ _el, _show, _size, _pos, side }) => {
          if (_el != null) {
            if (_show) {
              let posOffset = side === 3 || side === 0 ? _size : 0;
              let isVt = side % 2 == 1;
              setStylePx(_el, isVt ? "left" : "top", _pos - posOffset);
              setStylePx(_el, isVt ? "width" : "height", _size);
              setStylePx(_el, isVt ? "top" : "left", isVt ? plotTopCss : plotLftCss);
              setStylePx(_el, isVt ? "height" : "width", isVt ? plotHgtCss : plotWidCss);
              remClass(_el, OFF);
            } else
              addClass(_el, OFF);
          }
        });
        ctxStroke = ctxFill = ctxWidth = ctxJoin = ctxCap = ctxFont = ctxAlign = ctxBaseline = ctxDash = null;
        ctxAlpha = 1;
        syncRect(true);
        if (plotLftCss != _plotLftCss || plotTopCss != _plotTopCss || plotWidCss != _plotWidCss || plotHgtCss != _plotHgtCss) {
          resetYSeries(false);
          let pctWid = plotWidCss / _plotWidCss;
          let pctHgt = plotHgtCss / _plotHgtCss;
          if (showCursor && !shouldSetCursor && cursor.left >= 0) {
            cursor.left *= pctWid;
            cursor.top *= pctHgt;
            vCursor && elTrans(vCursor, round(cursor.left), 0, plotWidCss, plotHgtCss);
            hCursor && elTrans(hCursor, 0, round(cursor.top), plotWidCss, plotHgtCss);
            for (let i3 = 0; i3 < cursorPts.length; i3++) {
              let pt = cursorPts[i3];
              if (pt != null) {
                cursorPtsLft[i3] *= pctWid;
                cursorPtsTop[i3] *= pctHgt;
                elTrans(pt, ceil(cursorPtsLft[i3]), ceil(cursorPtsTop[i3]), plotWidCss, plotHgtCss);
              }
            }
          }
          if (select.show && !shouldSetSelect && select.left >= 0 && select.width > 0) {
            select.left *= pctWid;
            select.width *= pctWid;
            select.top *= pctHgt;
            select.height *= pctHgt;
            for (let prop in _hideProps)
              setStylePx(selectDiv, prop, select[prop]);
          }
          _plotLftCss = plotLftCss;
          _plotTopCss = plotTopCss;
          _plotWidCss = plotWidCss;
          _plotHgtCss = plotHgtCss;
        }
        fire("setSize");
        shouldSetSize = false;
      }
      if (fullWidCss > 0 && fullHgtCss > 0) {
        ctx.clearRect(0, 0, can.width, can.height);
        fire("drawClear");
        drawOrder.forEach((fn) => fn());
        fire("draw");
      }
      if (select.show && shouldSetSelect) {
        setSelect(select);
        shouldSetSelect = false;
      }
      if (showCursor && shouldSetCursor) {
        updateCursor(null, true, false);
        shouldSetCursor = false;
      }
      if (legend.show && legend.live && shouldSetLegend) {
        setLegend();
        shouldSetLegend = false;
      }
      if (!ready) {
        ready = true;
        self.status = 1;
        fire("ready");
      }
      viaAutoScaleX = false;
      queuedCommit = false;
    }
    self.redraw = (rebuildPaths, recalcAxes) => {
      shouldConvergeSize = recalcAxes || false;
      if (rebuildPaths !== false)
        _setScale(xScaleKey, scaleX.min, scaleX.max);
      else
        commit();
    };
    function setScale(key2, opts2) {
      let sc = scales[key2];
      if (sc.from == null) {
        if (dataLen == 0) {
          let minMax = sc.range(self, opts2.min, opts2.max, key2);
          opts2.min = minMax[0];
          opts2.max = minMax[1];
        }
        if (opts2.min > opts2.max) {
          let _min = opts2.min;
          opts2.min = opts2.max;
          opts2.max = _min;
        }
        if (dataLen > 1 && opts2.min != null && opts2.max != null && opts2.max - opts2.min < 1e-16)
          return;
        if (key2 == xScaleKey) {
          if (sc.distr == 2 && dataLen > 0) {
            opts2.min = closestIdx(opts2.min, data[0]);
            opts2.max = closestIdx(opts2.max, data[0]);
            if (opts2.min == opts2.max)
              opts2.max++;
          }
        }
        pendScales[key2] = opts2;
        shouldSetScales = true;
        commit();
      }
    }
    self.setScale = setScale;
    let xCursor;
    let yCursor;
    let vCursor;
    let hCursor;
    let rawMouseLeft0;
    let rawMouseTop0;
    let mouseLeft0;
    let mouseTop0;
    let rawMouseLeft1;
    let rawMouseTop1;
    let mouseLeft1;
    let mouseTop1;
    let dragging = false;
    const drag = cursor.drag;
    let dragX = drag.x;
    let dragY = drag.y;
    if (showCursor) {
      if (cursor.x)
        xCursor = placeDiv(CURSOR_X, over);
      if (cursor.y)
        yCursor = placeDiv(CURSOR_Y, over);
      if (scaleX.ori == 0) {
        vCursor = xCursor;
        hCursor = yCursor;
      } else {
        vCursor = yCursor;
        hCursor = xCursor;
      }
      mouseLeft1 = cursor.left;
      mouseTop1 = cursor.top;
    }
    const select = self.select = assign({
      show: true,
      over: true,
      left: 0,
      width: 0,
      top: 0,
      height: 0
    }, opts.select);
    const selectDiv = select.show ? placeDiv(SELECT, select.over ? over : under) : null;
    function setSelect(opts2, _fire) {
      if (select.show) {
        for (let prop in opts2) {
          select[prop] = opts2[prop];
          if (prop in _hideProps)
            setStylePx(selectDiv, prop, opts2[prop]);
        }
        _fire !== false && fire("setSelect");
      }
    }
    self.setSelect = setSelect;
    function toggleDOM(i3) {
      let s3 = series[i3];
      if (s3.show)
        showLegend && remClass(legendRows[i3], OFF);
      else {
        showLegend && addClass(legendRows[i3], OFF);
        if (showCursor) {
          let pt = cursorOnePt ? cursorPts[0] : cursorPts[i3];
          pt != null && elTrans(pt, -10, -10, plotWidCss, plotHgtCss);
        }
      }
    }
    function _setScale(key2, min2, max2) {
      setScale(key2, { min: min2, max: max2 });
    }
    function setSeries(i3, opts2, _fire, _pub) {
      if (opts2.focus != null)
        setFocus(i3);
      if (opts2.show != null) {
        series.forEach((s3, si) => {
          if (si > 0 && (i3 == si || i3 == null)) {
            s3.show = opts2.show;
            toggleDOM(si);
            if (mode == 2) {
              _setScale(s3.facets[0].scale, null, null);
              _setScale(s3.facets[1].scale, null, null);
            } else
              _setScale(s3.scale, null, null);
            commit();
          }
        });
      }
      _fire !== false && fire("setSeries", i3, opts2);
      _pub && pubSync("setSeries", self, i3, opts2);
    }
    self.setSeries = setSeries;
    function setBand(bi, opts2) {
      assign(bands[bi], opts2);
    }
    function addBand(opts2, bi) {
      opts2.fill = fnOrSelf(opts2.fill || null);
      opts2.dir = ifNull(opts2.dir, -1);
      bi = bi == null ? bands.length : bi;
      bands.splice(bi, 0, opts2);
    }
    function delBand(bi) {
      if (bi == null)
        bands.length = 0;
      else
        bands.splice(bi, 1);
    }
    self.addBand = addBand;
    self.setBand = setBand;
    self.delBand = delBand;
    function setAlpha(i3, value) {
      series[i3].alpha = value;
      if (showCursor && cursorPts[i3] != null)
        cursorPts[i3].style.opacity = value;
      if (showLegend && legendRows[i3])
        legendRows[i3].style.opacity = value;
    }
    let closestDist;
    let closestSeries;
    let focusedSeries;
    const FOCUS_TRUE = { focus: true };
    function setFocus(i3) {
      if (i3 != focusedSeries) {
        let allFocused = i3 == null;
        let _setAlpha = focus.alpha != 1;
        series.forEach((s3, i22) => {
          if (mode == 1 || i22 > 0) {
            let isFocused = allFocused || i22 == 0 || i22 == i3;
            s3._focus = allFocused ? null : isFocused;
            _setAlpha && setAlpha(i22, isFocused ? 1 : focus.alpha);
          }
        });
        focusedSeries = i3;
        _setAlpha && commit();
      }
    }
    if (showLegend && cursorFocus) {
      onMouse(mouseleave, legendTable, (e3) => {
        if (cursor._lock)
          return;
        setCursorEvent(e3);
        if (focusedSeries != null)
          setSeries(null, FOCUS_TRUE, true, syncOpts.setSeries);
      });
    }
    function posToVal(pos, scale, can2) {
      let sc = scales[scale];
      if (can2)
        pos = pos / pxRatio - (sc.ori == 1 ? plotTopCss : plotLftCss);
      let dim = plotWidCss;
      if (sc.ori == 1) {
        dim = plotHgtCss;
        pos = dim - pos;
      }
      if (sc.dir == -1)
        pos = dim - pos;
      let _min = sc._min, _max = sc._max, pct = pos / dim;
      let sv = _min + (_max - _min) * pct;
      let distr = sc.distr;
      return distr == 3 ? pow(10, sv) : distr == 4 ? sinh(sv, sc.asinh) : distr == 100 ? sc.bwd(sv) : sv;
    }
    function closestIdxFromXpos(pos, can2) {
      let v3 = posToVal(pos, xScaleKey, can2);
      return closestIdx(v3, data[0], i0, i1);
    }
    self.valToIdx = (val) => closestIdx(val, data[0]);
    self.posToIdx = closestIdxFromXpos;
    self.posToVal = posToVal;
    self.valToPos = (val, scale, can2) => scales[scale].ori == 0 ? getHPos(
      val,
      scales[scale],
      can2 ? plotWid : plotWidCss,
      can2 ? plotLft : 0
    ) : getVPos(
      val,
      scales[scale],
      can2 ? plotHgt : plotHgtCss,
      can2 ? plotTop : 0
    );
    self.setCursor = (opts2, _fire, _pub) => {
      mouseLeft1 = opts2.left;
      mouseTop1 = opts2.top;
      updateCursor(null, _fire, _pub);
    };
    function setSelH(off2, dim) {
      setStylePx(selectDiv, LEFT, select.left = off2);
      setStylePx(selectDiv, WIDTH, select.width = dim);
    }
    function setSelV(off2, dim) {
      setStylePx(selectDiv, TOP, select.top = off2);
      setStylePx(selectDiv, HEIGHT, select.height = dim);
    }
    let setSelX = scaleX.ori == 0 ? setSelH : setSelV;
    let setSelY = scaleX.ori == 1 ? setSelH : setSelV;
    function syncLegend() {
      if (showLegend && legend.live) {
        for (let i3 = mode == 2 ? 1 : 0; i3 < series.length; i3++) {
          if (i3 == 0 && multiValLegend)
            continue;
          let vals = legend.values[i3];
          let j2 = 0;
          for (let k2 in vals)
            legendCells[i3][j2++].firstChild.nodeValue = vals[k2];
        }
      }
    }
    function setLegend(opts2, _fire) {
      if (opts2 != null) {
        if (opts2.idxs) {
          opts2.idxs.forEach((didx, sidx) => {
            activeIdxs[sidx] = didx;
          });
        } else if (!isUndef(opts2.idx))
          activeIdxs.fill(opts2.idx);
        legend.idx = activeIdxs[0];
      }
      if (showLegend && legend.live) {
        for (let sidx = 0; sidx < series.length; sidx++) {
          if (sidx > 0 || mode == 1 && !multiValLegend)
            setLegendValues(sidx, activeIdxs[sidx]);
        }
        syncLegend();
      }
      shouldSetLegend = false;
      _fire !== false && fire("setLegend");
    }
    self.setLegend = setLegend;
    function setLegendValues(sidx, idx) {
      let s3 = series[sidx];
      let src = sidx == 0 && xScaleDistr == 2 ? data0 : data[sidx];
      let val;
      if (multiValLegend)
        val = s3.values(self, sidx, idx) ?? NULL_LEGEND_VALUES;
      else {
        val = s3.value(self, idx == null ? null : src[idx], sidx, idx);
        val = val == null ? NULL_LEGEND_VALUES : { _: val };
      }
      legend.values[sidx] = val;
    }
    function updateCursor(src, _fire, _pub) {
      rawMouseLeft1 = mouseLeft1;
      rawMouseTop1 = mouseTop1;
      [mouseLeft1, mouseTop1] = cursor.move(self, mouseLeft1, mouseTop1);
      cursor.left = mouseLeft1;
      cursor.top = mouseTop1;
      if (showCursor) {
        vCursor && elTrans(vCursor, round(mouseLeft1), 0, plotWidCss, plotHgtCss);
        hCursor && elTrans(hCursor, 0, round(mouseTop1), plotWidCss, plotHgtCss);
      }
      let idx;
      let noDataInRange = i0 > i1;
      closestDist = inf;
      closestSeries = null;
      let xDim = scaleX.ori == 0 ? plotWidCss : plotHgtCss;
      let yDim = scaleX.ori == 1 ? plotWidCss : plotHgtCss;
      if (mouseLeft1 < 0 || dataLen == 0 || noDataInRange) {
        idx = cursor.idx = null;
        for (let i3 = 0; i3 < series.length; i3++) {
          let pt = cursorPts[i3];
          pt != null && elTrans(pt, -10, -10, plotWidCss, plotHgtCss);
        }
        if (cursorFocus)
          setSeries(null, FOCUS_TRUE, true, src == null && syncOpts.setSeries);
        if (legend.live) {
          activeIdxs.fill(idx);
          shouldSetLegend = true;
        }
      } else {
        let mouseXPos, valAtPosX, xPos;
        if (mode == 1) {
          mouseXPos = scaleX.ori == 0 ? mouseLeft1 : mouseTop1;
          valAtPosX = posToVal(mouseXPos, xScaleKey);
          idx = cursor.idx = closestIdx(valAtPosX, data[0], i0, i1);
          xPos = valToPosX(data[0][idx], scaleX, xDim, 0);
        }
        let _ptLft = -10;
        let _ptTop = -10;
        let _ptWid = 0;
        let _ptHgt = 0;
        let _centered = true;
        let _ptFill = "";
        let _ptStroke = "";
        for (let i3 = mode == 2 ? 1 : 0; i3 < series.length; i3++) {
          let s3 = series[i3];
          let idx1 = activeIdxs[i3];
          let yVal1 = idx1 == null ? null : mode == 1 ? data[i3][idx1] : data[i3][1][idx1];
          let idx2 = cursor.dataIdx(self, i3, idx, valAtPosX);
          let yVal2 = idx2 == null ? null : mode == 1 ? data[i3][idx2] : data[i3][1][idx2];
          shouldSetLegend = shouldSetLegend || yVal2 != yVal1 || idx2 != idx1;
          activeIdxs[i3] = idx2;
          if (i3 > 0 && s3.show) {
            let xPos2 = idx2 == null ? -10 : idx2 == idx ? xPos : valToPosX(mode == 1 ? data[0][idx2] : data[i3][0][idx2], scaleX, xDim, 0);
            let yPos = yVal2 == null ? -10 : valToPosY(yVal2, mode == 1 ? scales[s3.scale] : scales[s3.facets[1].scale], yDim, 0);
            if (cursorFocus && yVal2 != null) {
              let mouseYPos = scaleX.ori == 1 ? mouseLeft1 : mouseTop1;
              let dist = abs(focus.dist(self, i3, idx2, yPos, mouseYPos));
              if (dist < closestDist) {
                let bias = focus.bias;
                if (bias != 0) {
                  let mouseYVal = posToVal(mouseYPos, s3.scale);
                  let seriesYValSign = yVal2 >= 0 ? 1 : -1;
                  let mouseYValSign = mouseYVal >= 0 ? 1 : -1;
                  if (mouseYValSign == seriesYValSign && (mouseYValSign == 1 ? bias == 1 ? yVal2 >= mouseYVal : yVal2 <= mouseYVal : (
                    // >= 0
                    bias == 1 ? yVal2 <= mouseYVal : yVal2 >= mouseYVal
                  ))) {
                    closestDist = dist;
                    closestSeries = i3;
                  }
                } else {
                  closestDist = dist;
                  closestSeries = i3;
                }
              }
            }
            if (shouldSetLegend || cursorOnePt) {
              let hPos, vPos;
              if (scaleX.ori == 0) {
                hPos = xPos2;
                vPos = yPos;
              } else {
                hPos = yPos;
                vPos = xPos2;
              }
              let ptWid, ptHgt, ptLft, ptTop, ptStroke, ptFill, centered = true, getBBox = points2.bbox;
              if (getBBox != null) {
                centered = false;
                let bbox = getBBox(self, i3);
                ptLft = bbox.left;
                ptTop = bbox.top;
                ptWid = bbox.width;
                ptHgt = bbox.height;
              } else {
                ptLft = hPos;
                ptTop = vPos;
                ptWid = ptHgt = points2.size(self, i3);
              }
              ptFill = points2.fill(self, i3);
              ptStroke = points2.stroke(self, i3);
              if (cursorOnePt) {
                if (i3 == closestSeries && closestDist <= focus.prox) {
                  _ptLft = ptLft;
                  _ptTop = ptTop;
                  _ptWid = ptWid;
                  _ptHgt = ptHgt;
                  _centered = centered;
                  _ptFill = ptFill;
                  _ptStroke = ptStroke;
                }
              } else {
                let pt = cursorPts[i3];
                if (pt != null) {
                  cursorPtsLft[i3] = ptLft;
                  cursorPtsTop[i3] = ptTop;
                  elSize(pt, ptWid, ptHgt, centered);
                  elColor(pt, ptFill, ptStroke);
                  elTrans(pt, ceil(ptLft), ceil(ptTop), plotWidCss, plotHgtCss);
                }
              }
            }
          }
        }
        if (cursorOnePt) {
          let p3 = focus.prox;
          let focusChanged = focusedSeries == null ? closestDist <= p3 : closestDist > p3 || closestSeries != focusedSeries;
          if (shouldSetLegend || focusChanged) {
            let pt = cursorPts[0];
            if (pt != null) {
              cursorPtsLft[0] = _ptLft;
              cursorPtsTop[0] = _ptTop;
              elSize(pt, _ptWid, _ptHgt, _centered);
              elColor(pt, _ptFill, _ptStroke);
              elTrans(pt, ceil(_ptLft), ceil(_ptTop), plotWidCss, plotHgtCss);
            }
          }
        }
      }
      if (select.show && dragging) {
        if (src != null) {
          let [xKey, yKey] = syncOpts.scales;
          let [matchXKeys, matchYKeys] = syncOpts.match;
          let [xKeySrc, yKeySrc] = src.cursor.sync.scales;
          let sdrag = src.cursor.drag;
          dragX = sdrag._x;
          dragY = sdrag._y;
          if (dragX || dragY) {
            let { left, top, width, height } = src.select;
            let sori = src.scales[xKeySrc].ori;
            let sPosToVal = src.posToVal;
            let sOff, sDim, sc, a5, b;
            let matchingX = xKey != null && matchXKeys(xKey, xKeySrc);
            let matchingY = yKey != null && matchYKeys(yKey, yKeySrc);
            if (matchingX && dragX) {
              if (sori == 0) {
                sOff = left;
                sDim = width;
              } else {
                sOff = top;
                sDim = height;
              }
              sc = scales[xKey];
              a5 = valToPosX(sPosToVal(sOff, xKeySrc), sc, xDim, 0);
              b = valToPosX(sPosToVal(sOff + sDim, xKeySrc), sc, xDim, 0);
              setSelX(min(a5, b), abs(b - a5));
            } else
              setSelX(0, xDim);
            if (matchingY && dragY) {
              if (sori == 1) {
                sOff = left;
                sDim = width;
              } else {
                sOff = top;
                sDim = height;
              }
              sc = scales[yKey];
              a5 = valToPosY(sPosToVal(sOff, yKeySrc), sc, yDim, 0);
              b = valToPosY(sPosToVal(sOff + sDim, yKeySrc), sc, yDim, 0);
              setSelY(min(a5, b), abs(b - a5));
            } else
              setSelY(0, yDim);
          } else
            hideSelect();
        } else {
          let rawDX = abs(rawMouseLeft1 - rawMouseLeft0);
          let rawDY = abs(rawMouseTop1 - rawMouseTop0);
          if (scaleX.ori == 1) {
            let _rawDX = rawDX;
            rawDX = rawDY;
            rawDY = _rawDX;
          }
          dragX = drag.x && rawDX >= drag.dist;
          dragY = drag.y && rawDY >= drag.dist;
          let uni = drag.uni;
          if (uni != null) {
            if (dragX && dragY) {
              dragX = rawDX >= uni;
              dragY = rawDY >= uni;
              if (!dragX && !dragY) {
                if (rawDY > rawDX)
                  dragY = true;
                else
                  dragX = true;
              }
            }
          } else if (drag.x && drag.y && (dragX || dragY))
            dragX = dragY = true;
          let p0, p1;
          if (dragX) {
            if (scaleX.ori == 0) {
              p0 = mouseLeft0;
              p1 = mouseLeft1;
            } else {
              p0 = mouseTop0;
              p1 = mouseTop1;
            }
            setSelX(min(p0, p1), abs(p1 - p0));
            if (!dragY)
              setSelY(0, yDim);
          }
          if (dragY) {
            if (scaleX.ori == 1) {
              p0 = mouseLeft0;
              p1 = mouseLeft1;
            } else {
              p0 = mouseTop0;
              p1 = mouseTop1;
            }
            setSelY(min(p0, p1), abs(p1 - p0));
            if (!dragX)
              setSelX(0, xDim);
          }
          if (!dragX && !dragY) {
            setSelX(0, 0);
            setSelY(0, 0);
          }
        }
      }
      drag._x = dragX;
      drag._y = dragY;
      if (src == null) {
        if (_pub) {
          if (syncKey != null) {
            let [xSyncKey, ySyncKey] = syncOpts.scales;
            syncOpts.values[0] = xSyncKey != null ? posToVal(scaleX.ori == 0 ? mouseLeft1 : mouseTop1, xSyncKey) : null;
            syncOpts.values[1] = ySyncKey != null ? posToVal(scaleX.ori == 1 ? mouseLeft1 : mouseTop1, ySyncKey) : null;
          }
          pubSync(mousemove, self, mouseLeft1, mouseTop1, plotWidCss, plotHgtCss, idx);
        }
        if (cursorFocus) {
          let shouldPub = _pub && syncOpts.setSeries;
          let p3 = focus.prox;
          if (focusedSeries == null) {
            if (closestDist <= p3)
              setSeries(closestSeries, FOCUS_TRUE, true, shouldPub);
          } else {
            if (closestDist > p3)
              setSeries(null, FOCUS_TRUE, true, shouldPub);
            else if (closestSeries != focusedSeries)
              setSeries(closestSeries, FOCUS_TRUE, true, shouldPub);
          }
        }
      }
      if (shouldSetLegend) {
        legend.idx = idx;
        setLegend();
      }
      _fire !== false && fire("setCursor");
    }
    let rect2 = null;
    Object.defineProperty(self, "rect", {
      get() {
        if (rect2 == null)
          syncRect(false);
        return rect2;
      }
    });
    function syncRect(defer = false) {
      if (defer)
        rect2 = null;
      else {
        rect2 = over.getBoundingClientRect();
        fire("syncRect", rect2);
      }
    }
    function mouseMove(e3, src, _l, _t, _w, _h, _i) {
      if (cursor._lock)
        return;
      if (dragging && e3 != null && e3.movementX == 0 && e3.movementY == 0)
        return;
      cacheMouse(e3, src, _l, _t, _w, _h, _i, false, e3 != null);
      if (e3 != null)
        updateCursor(null, true, true);
      else
        updateCursor(src, true, false);
    }
    function cacheMouse(e3, src, _l, _t, _w, _h, _i, initial, snap) {
      if (rect2 == null)
        syncRect(false);
      setCursorEvent(e3);
      if (e3 != null) {
        _l = e3.clientX - rect2.left;
        _t = e3.clientY - rect2.top;
      } else {
        if (_l < 0 || _t < 0) {
          mouseLeft1 = -10;
          mouseTop1 = -10;
          return;
        }
        let [xKey, yKey] = syncOpts.scales;
        let syncOptsSrc = src.cursor.sync;
        let [xValSrc, yValSrc] = syncOptsSrc.values;
        let [xKeySrc, yKeySrc] = syncOptsSrc.scales;
        let [matchXKeys, matchYKeys] = syncOpts.match;
        let rotSrc = src.axes[0].side % 2 == 1;
        let xDim = scaleX.ori == 0 ? plotWidCss : plotHgtCss, yDim = scaleX.ori == 1 ? plotWidCss : plotHgtCss, _xDim = rotSrc ? _h : _w, _yDim = rotSrc ? _w : _h, _xPos = rotSrc ? _t : _l, _yPos = rotSrc ? _l : _t;
        if (xKeySrc != null)
          _l = matchXKeys(xKey, xKeySrc) ? getPos(xValSrc, scales[xKey], xDim, 0) : -10;
        else
          _l = xDim * (_xPos / _xDim);
        if (yKeySrc != null)
          _t = matchYKeys(yKey, yKeySrc) ? getPos(yValSrc, scales[yKey], yDim, 0) : -10;
        else
          _t = yDim * (_yPos / _yDim);
        if (scaleX.ori == 1) {
          let __l = _l;
          _l = _t;
          _t = __l;
        }
      }
      if (snap && (src == null || src.cursor.event.type == mousemove)) {
        if (_l <= 1 || _l >= plotWidCss - 1)
          _l = incrRound(_l, plotWidCss);
        if (_t <= 1 || _t >= plotHgtCss - 1)
          _t = incrRound(_t, plotHgtCss);
      }
      if (initial) {
        rawMouseLeft0 = _l;
        rawMouseTop0 = _t;
        [mouseLeft0, mouseTop0] = cursor.move(self, _l, _t);
      } else {
        mouseLeft1 = _l;
        mouseTop1 = _t;
      }
    }
    const _hideProps = {
      width: 0,
      height: 0,
      left: 0,
      top: 0
    };
    function hideSelect() {
      setSelect(_hideProps, false);
    }
    let downSelectLeft;
    let downSelectTop;
    let downSelectWidth;
    let downSelectHeight;
    function mouseDown(e3, src, _l, _t, _w, _h, _i) {
      dragging = true;
      dragX = dragY = drag._x = drag._y = false;
      cacheMouse(e3, src, _l, _t, _w, _h, _i, true, false);
      if (e3 != null) {
        onMouse(mouseup, doc, mouseUp, false);
        pubSync(mousedown, self, mouseLeft0, mouseTop0, plotWidCss, plotHgtCss, null);
      }
      let { left, top, width, height } = select;
      downSelectLeft = left;
      downSelectTop = top;
      downSelectWidth = width;
      downSelectHeight = height;
    }
    function mouseUp(e3, src, _l, _t, _w, _h, _i) {
      dragging = drag._x = drag._y = false;
      cacheMouse(e3, src, _l, _t, _w, _h, _i, false, true);
      let { left, top, width, height } = select;
      let hasSelect = width > 0 || height > 0;
      let chgSelect = downSelectLeft != left || downSelectTop != top || downSelectWidth != width || downSelectHeight != height;
      hasSelect && chgSelect && setSelect(select);
      if (drag.setScale && hasSelect && chgSelect) {
        let xOff = left, xDim = width, yOff = top, yDim = height;
        if (scaleX.ori == 1) {
          xOff = top, xDim = height, yOff = left, yDim = width;
        }
        if (dragX) {
          _setScale(
            xScaleKey,
            posToVal(xOff, xScaleKey),
            posToVal(xOff + xDim, xScaleKey)
          );
        }
        if (dragY) {
          for (let k2 in scales) {
            let sc = scales[k2];
            if (k2 != xScaleKey && sc.from == null && sc.min != inf) {
              _setScale(
                k2,
                posToVal(yOff + yDim, k2),
                posToVal(yOff, k2)
              );
            }
          }
        }
        hideSelect();
      } else if (cursor.lock) {
        cursor._lock = !cursor._lock;
        updateCursor(src, true, e3 != null);
      }
      if (e3 != null) {
        offMouse(mouseup, doc);
        pubSync(mouseup, self, mouseLeft1, mouseTop1, plotWidCss, plotHgtCss, null);
      }
    }
    function mouseLeave(e3, src, _l, _t, _w, _h, _i) {
      if (cursor._lock)
        return;
      setCursorEvent(e3);
      let _dragging = dragging;
      if (dragging) {
        let snapH = true;
        let snapV = true;
        let snapProx = 10;
        let dragH, dragV;
        if (scaleX.ori == 0) {
          dragH = dragX;
          dragV = dragY;
        } else {
          dragH = dragY;
          dragV = dragX;
        }
        if (dragH && dragV) {
          snapH = mouseLeft1 <= snapProx || mouseLeft1 >= plotWidCss - snapProx;
          snapV = mouseTop1 <= snapProx || mouseTop1 >= plotHgtCss - snapProx;
        }
        if (dragH && snapH)
          mouseLeft1 = mouseLeft1 < mouseLeft0 ? 0 : plotWidCss;
        if (dragV && snapV)
          mouseTop1 = mouseTop1 < mouseTop0 ? 0 : plotHgtCss;
        updateCursor(null, true, true);
        dragging = false;
      }
      mouseLeft1 = -10;
      mouseTop1 = -10;
      activeIdxs.fill(null);
      updateCursor(null, true, true);
      if (_dragging)
        dragging = _dragging;
    }
    function dblClick(e3, src, _l, _t, _w, _h, _i) {
      if (cursor._lock)
        return;
      setCursorEvent(e3);
      autoScaleX();
      hideSelect();
      if (e3 != null)
        pubSync(dblclick, self, mouseLeft1, mouseTop1, plotWidCss, plotHgtCss, null);
    }
    function syncPxRatio() {
      axes.forEach(syncFontSize);
      _setSize(self.width, self.height, true);
    }
    on(dppxchange, win, syncPxRatio);
    const events = {};
    events.mousedown = mouseDown;
    events.mousemove = mouseMove;
    events.mouseup = mouseUp;
    events.dblclick = dblClick;
    events["setSeries"] = (e3, src, idx, opts2) => {
      let seriesIdxMatcher2 = syncOpts.match[2];
      idx = seriesIdxMatcher2(self, src, idx);
      idx != -1 && setSeries(idx, opts2, true, false);
    };
    if (showCursor) {
      onMouse(mousedown, over, mouseDown);
      onMouse(mousemove, over, mouseMove);
      onMouse(mouseenter, over, (e3) => {
        setCursorEvent(e3);
        syncRect(false);
      });
      onMouse(mouseleave, over, mouseLeave);
      onMouse(dblclick, over, dblClick);
      cursorPlots.add(self);
      self.syncRect = syncRect;
    }
    const hooks = self.hooks = opts.hooks || {};
    function fire(evName, a1, a22) {
      if (deferHooks)
        hooksQueue.push([evName, a1, a22]);
      else {
        if (evName in hooks) {
          hooks[evName].forEach((fn) => {
            fn.call(null, self, a1, a22);
          });
        }
      }
    }
    (opts.plugins || []).forEach((p3) => {
      for (let evName in p3.hooks)
        hooks[evName] = (hooks[evName] || []).concat(p3.hooks[evName]);
    });
    const seriesIdxMatcher = (self2, src, srcSeriesIdx) => srcSeriesIdx;
    const syncOpts = assign({
      key: null,
      setSeries: false,
      filters: {
        pub: retTrue,
        sub: retTrue
      },
      scales: [xScaleKey, series[1] ? series[1].scale : null],
      match: [retEq, retEq, seriesIdxMatcher],
      values: [null, null]
    }, cursor.sync);
    if (syncOpts.match.length == 2)
      syncOpts.match.push(seriesIdxMatcher);
    cursor.sync = syncOpts;
    const syncKey = syncOpts.key;
    const sync = _sync(syncKey);
    function pubSync(type, src, x3, y4, w3, h3, i3) {
      if (syncOpts.filters.pub(type, src, x3, y4, w3, h3, i3))
        sync.pub(type, src, x3, y4, w3, h3, i3);
    }
    sync.sub(self);
    function pub(type, src, x3, y4, w3, h3, i3) {
      if (syncOpts.filters.sub(type, src, x3, y4, w3, h3, i3))
        events[type](null, src, x3, y4, w3, h3, i3);
    }
    self.pub = pub;
    function destroy() {
      sync.unsub(self);
      cursorPlots.delete(self);
      mouseListeners.clear();
      off(dppxchange, win, syncPxRatio);
      root.remove();
      legendTable?.remove();
      fire("destroy");
    }
    self.destroy = destroy;
    function _init() {
      fire("init", opts, data);
      setData(data || opts.data, false);
      if (pendScales[xScaleKey])
        setScale(xScaleKey, pendScales[xScaleKey]);
      else
        autoScaleX();
      shouldSetSelect = select.show && (select.width > 0 || select.height > 0);
      shouldSetCursor = shouldSetLegend = true;
      _setSize(opts.width, opts.height);
    }
    series.forEach(initSeries);
    axes.forEach(initAxis);
    if (then) {
      if (then instanceof HTMLElement) {
        then.appendChild(root);
        _init();
      } else
        then(self, _init);
    } else
      _init();
    return self;
  }
  uPlot.assign = assign;
  uPlot.fmtNum = fmtNum;
  uPlot.rangeNum = rangeNum;
  uPlot.rangeLog = rangeLog;
  uPlot.rangeAsinh = rangeAsinh;
  uPlot.orient = orient;
  uPlot.pxRatio = pxRatio;
  {
    uPlot.join = join;
  }
  {
    uPlot.fmtDate = fmtDate;
    uPlot.tzDate = tzDate;
  }
  uPlot.sync = _sync;
  {
    uPlot.addGap = addGap;
    uPlot.clipGaps = clipGaps;
    let paths2 = uPlot.paths = {
      points
    };
    paths2.linear = linear;
    paths2.stepped = stepped;
    paths2.bars = bars;
    paths2.spline = monotoneCubic;
  }

  // src/palette.ts
  var INK = "#1d2329";
  var SOFT = "#565d66";
  var RULE = "#d5d9de";
  var IDLE = "#eef0f2";
  var PAPER = "#ffffff";
  var TRUST_LOW = 0.4;
  var TRUST_HIGH = 0.9;
  var TRUST_CLASS = 0.05;
  var CLASSES = Math.round((TRUST_HIGH - TRUST_LOW) / TRUST_CLASS) + 2;
  var rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  function ramp(stops, steps) {
    return Array.from({ length: steps }, (_4, k2) => {
      const at = k2 / (steps - 1) * (stops.length - 1), low = Math.min(stops.length - 2, Math.floor(at)), part = at - low;
      const from = rgb(stops[low]), to = rgb(stops[low + 1]);
      return "#" + from.map((value, c4) => Math.round(value + (to[c4] - value) * part).toString(16).padStart(2, "0")).join("");
    });
  }
  function luminance(hex) {
    const [r3, g3, b] = rgb(hex).map((value) => {
      const s3 = value / 255;
      return s3 <= 0.03928 ? s3 / 12.92 : ((s3 + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r3 + 0.7152 * g3 + 0.0722 * b;
  }
  var inkOn = (hex) => luminance(hex) > 0.3 ? INK : PAPER;
  function palette(stops, more) {
    const trust = ramp(stops, CLASSES);
    return { trust, onTrust: trust.map(inkOn), ...more };
  }
  var PALETTES = [
    palette(["#f6cf65", "#b9d69a", "#6db8b4", "#2f86b7", "#164a86", "#0e2a55"], {
      name: "yellow to blue",
      qualities: ["#0072b2", "#d55e00", "#007f5c", "#b4508e"],
      stages: ["#d9dcdf", "#9cc3dd", "#4a90c2", "#0b3c66"],
      shares: ["#0072b2", "#007f5c", "#d55e00", "#b4508e"],
      viable: "#007f5c",
      viablePale: "#cdebdd",
      spanner: "#d55e00",
      only: ["#d55e00", "#8a3ffc"],
      focus: "#1d2329"
    }),
    palette(["#b3470b", "#e58a3c", "#f3cfa2", "#b8cfe4", "#5f94c9", "#1f4f96"], {
      name: "orange to blue",
      qualities: ["#33608f", "#cc3355", "#1b7a2f", "#8a2a66"],
      stages: ["#dddddd", "#f2b98a", "#cf6f2c", "#6b2c05"],
      shares: ["#33608f", "#1b7a2f", "#cc3355", "#8a2a66"],
      viable: "#1b7a2f",
      viablePale: "#d3ecd7",
      spanner: "#aa1f6b",
      only: ["#aa1f6b", "#1b7a2f"],
      focus: "#1d2329"
    })
  ];
  var classOf = (trust) => Math.min(CLASSES - 1, Math.max(0, Math.floor((trust - TRUST_LOW) / TRUST_CLASS + 1e-6) + 1));
  var CLASS_OF_CODE = Uint8Array.from({ length: 256 }, (_4, code) => code ? classOf((code - 1) / 254) : 0);

  // src/source.ts
  var Superseded = class extends Error {
  };
  var Troubles = class extends Error {
    constructor(troubles) {
      super(troubles.map((trouble) => trouble.message).join("\n"));
      this.troubles = troubles;
    }
    troubles;
  };

  // src/types.ts
  var SLOTS = ["a", "b"];

  // src/store.ts
  var MOST_UNDO = 100;
  var emptyState = (mode) => ({
    mode,
    hello: null,
    shown: [],
    pair: null,
    week: 0,
    playing: false,
    speed: 6,
    until: null,
    revealed: false,
    selection: null,
    hover: null,
    following: false,
    palette: 0,
    large: false,
    numbers: false,
    ties: "auto",
    tour: null,
    connection: "none",
    notice: null,
    troubles: [],
    pending: {},
    history: [],
    future: [],
    edits: 1,
    drawer: false,
    tab: "charts",
    front: 0,
    dialog: null
  });
  var sameSelection = (a5, b) => JSON.stringify(a5) === JSON.stringify(b);
  var Store = class {
    constructor(source, start = {}) {
      this.source = source;
      this.state = { ...emptyState(source.mode), ...start };
      source.onConnection((connection, notice) => this.connected(connection, notice));
    }
    source;
    state;
    listeners = /* @__PURE__ */ new Set();
    stopBands = [];
    subscribe(listener) {
      this.listeners.add(listener);
      return () => this.listeners.delete(listener);
    }
    set(change2) {
      this.state = { ...this.state, ...change2 };
      for (const listener of [...this.listeners]) listener();
    }
    /** Weeks that there are to play. */
    get weeks() {
      return Math.max(0, ...this.state.shown.map((shown2) => shown2.film?.weeks ?? 0));
    }
    // Playing
    setWeek(week) {
      const to = Math.min(Math.max(0, Math.round(week)), this.weeks);
      if (to !== this.state.week) this.set({ week: to });
    }
    /** Move by hand: stops playing. */
    step(weeks) {
      if (this.state.playing) this.pause();
      this.setWeek(this.state.week + weeks);
    }
    play(until = null) {
      if (!this.state.shown[0]?.film) return;
      this.set({ playing: true, until, week: this.state.week >= this.weeks ? 0 : this.state.week });
    }
    pause() {
      this.set({ playing: false, until: null });
    }
    toggle() {
      if (this.state.playing) this.pause();
      else this.play();
    }
    setSpeed(speed) {
      this.set({ speed: Math.min(60, Math.max(1, speed)) });
    }
    // Looking
    select(selection) {
      if (sameSelection(selection, this.state.selection)) return;
      this.set({ selection, following: this.state.following && selection?.kind === "person", tab: selection ? "person" : this.state.tab === "person" ? "charts" : this.state.tab });
    }
    follow(following) {
      this.set({ following: following && this.state.selection?.kind === "person" });
    }
    reveal(revealed) {
      this.set({ revealed });
    }
    // Views
    shownAs(view) {
      return { view, film: null, band: null, waiting: true };
    }
    get views() {
      return this.state.shown.map((shown2) => shown2.view);
    }
    /** Greet the source, then show views (those of a link, or the first scenario it knows). */
    async begin(views, more = {}) {
      const hello = await this.source.hello();
      this.set({ hello, ...more });
      await this.show(views ?? [firstView(hello)], { remember: false });
    }
    /**
     * Show one view, or two side by side. Films that are there already are kept; a new one goes on from the same week.
     * What was shown can be had again with undo.
     */
    async show(views, { remember: remember2 = true, week } = {}) {
      const before = this.state.shown;
      const same = (k2) => before[k2] && JSON.stringify(before[k2].view) === JSON.stringify(views[k2]) && before[k2].film;
      const shown2 = views.map((view, k2) => same(k2) ? before[k2] : before[k2] ? { ...before[k2], view, waiting: true } : this.shownAs(view));
      const history2 = remember2 && before.length ? [...this.state.history, before.map((one) => one.view)].slice(-MOST_UNDO) : this.state.history;
      this.set({ shown: shown2, history: history2, future: remember2 ? [] : this.state.future, pair: views.length === 2 && views.every((_4, k2) => same(k2)) ? this.state.pair : null, troubles: [], front: views.length === 2 ? this.state.front : 0 });
      const asked = views.map((view, k2) => same(k2) ? null : this.ask(view, k2));
      await Promise.all(asked);
      if (week !== void 0) this.setWeek(week);
      else if (this.state.week > this.weeks) this.setWeek(this.weeks);
      if (asked.some(Boolean)) this.askMore();
    }
    async ask(view, k2) {
      try {
        const film = await this.source.film(view, SLOTS[k2]);
        if (this.state.shown[k2]?.view !== view) return;
        this.put(k2, { film, band: null, waiting: false });
      } catch (problem) {
        if (problem instanceof Superseded || this.state.shown[k2]?.view !== view) return;
        const { film, view: wanted2 } = this.state.shown[k2];
        this.put(k2, { waiting: false, view: film?.header.view ?? wanted2 });
        this.trouble(problem);
      }
    }
    put(k2, change2) {
      this.set({ shown: this.state.shown.map((one, at) => at === k2 ? { ...one, ...change2 } : one) });
    }
    /** What belongs to the films but may come later: bands, and what differs between two. */
    askMore() {
      for (const stop of this.stopBands) stop();
      const { shown: shown2 } = this.state;
      this.stopBands = shown2.map((one, k2) => this.source.band(one.view, SLOTS[k2], (band) => {
        if (this.state.shown[k2]?.view === one.view) this.put(k2, { band });
      }));
      const [a5, b] = shown2;
      if (a5?.film && b?.film)
        this.source.pair(a5.view, b.view).then((pair) => {
          if (this.state.shown[0]?.view === a5.view && this.state.shown[1]?.view === b.view) this.set({ pair });
        }, (problem) => this.trouble(problem));
    }
    trouble(problem) {
      if (problem instanceof Superseded) return;
      const troubles = problem instanceof Troubles ? problem.troubles : [{ message: problem instanceof Error ? problem.message : String(problem) }];
      this.set({ troubles });
    }
    connected(connection, notice) {
      this.set({ connection, notice });
    }
    /** Change the view of a slot. */
    change(slot, change2) {
      return this.show(this.views.map((view, k2) => SLOTS[k2] === slot ? change2(view) : view));
    }
    /** Do something in the week after the one shown: what has happened so far stays as it is. */
    happen(slot, happening) {
      const week = Math.max(1, this.state.week + 1);
      return this.change(slot, (view) => ({ ...view, happenings: [...view.happenings, { ...happening, week }] }));
    }
    /** Choose settings that act from the start. */
    settings(slot, settings) {
      return this.change(slot, (view) => ({ ...view, settings: { ...view.settings, ...settings } }));
    }
    undo() {
      const views = this.state.history.at(-1);
      if (!views) return Promise.resolve();
      this.set({ history: this.state.history.slice(0, -1), future: [...this.state.future, this.views] });
      return this.show(views, { remember: false });
    }
    redo() {
      const views = this.state.future.at(-1);
      if (!views) return Promise.resolve();
      this.set({ history: [...this.state.history, this.views], future: this.state.future.slice(0, -1) });
      return this.show(views, { remember: false });
    }
    /** The slot that changes go to. */
    get edited() {
      return this.state.shown.length === 2 ? SLOTS[this.state.edits] : "a";
    }
    /** Other chance, the same for all that is shown. */
    newLuck(seed) {
      const next = seed ?? (this.state.shown[0]?.view.seed ?? 0) + 1;
      return this.show(this.views.map((view) => ({ ...view, seed: next })));
    }
    /** From week 0 again; settings that were waiting for it act now. */
    async restart() {
      const { pending } = this.state;
      if (Object.keys(pending).length) {
        this.set({ pending: {} });
        await this.settings(this.edited, pending);
      }
      this.setWeek(0);
    }
    /** Beside what is shown, another view of the same luck; null: only the first. */
    compare(view) {
      const [a5] = this.views;
      if (!a5) return Promise.resolve();
      return this.show(view ? [a5, { ...view, seed: a5.seed }] : [a5]);
    }
    // Tours and captions
    tourNow() {
      const { tour: now2, hello } = this.state;
      const tour = now2 && hello?.tours.find((one) => one.id === now2.id);
      const step = tour?.steps[now2.step];
      return tour && step ? { tour, step, at: now2.step } : null;
    }
    /** Go to a step: its week, whom to look at, and what may be seen. */
    toStep(id, at) {
      const tour = this.state.hello?.tours.find((one) => one.id === id);
      const step = tour?.steps[at];
      if (!step) return;
      this.set({ tour: { id, step: at }, playing: false, until: null, revealed: step.reveal ?? false });
      if (step.week !== void 0) this.setWeek(step.week);
      if (step.select !== void 0) this.select(step.select);
      if (step.play_to !== void 0 && step.play_to > this.state.week && !step.predict) this.play(step.play_to);
    }
    stepTour(by) {
      const { tour } = this.state;
      if (tour) this.toStep(tour.id, tour.step + by);
    }
    endTour() {
      this.set({ tour: null });
    }
  };
  var firstView = (hello) => ({ scenario: hello.scenarios[0]?.name ?? "baseline", settings: {}, happenings: [], seed: 0 });
  function useStore(store2, look) {
    const [, again] = _2((count3) => count3 + 1, 0);
    const parts = look(store2.state);
    const last2 = T2(parts);
    const how = T2(look);
    last2.current = parts;
    how.current = look;
    F2(() => {
      const check = () => {
        const now2 = how.current(store2.state);
        if (now2.some((part, k2) => part !== last2.current[k2])) {
          last2.current = now2;
          again(void 0);
        }
      };
      check();
      return store2.subscribe(check);
    }, [store2]);
    return parts;
  }

  // src/words.ts
  var decimal = (value, digits = 2) => Number.isFinite(value) ? value.toFixed(digits).replace(/^(-?)0\./, "$1.") : "\u2013";
  var percent = (value) => Number.isFinite(value) ? `${Math.round(100 * value)} %` : "\u2013";
  function date(week, { weeks_per_year, weeks_per_term }) {
    if (week <= 0) return "the start";
    const year = Math.floor((week - 1) / weeks_per_year), inYear = (week - 1) % weeks_per_year;
    return `year ${year + 1}, term ${Math.floor(inYear / weeks_per_term) + 1}, week ${inYear % weeks_per_term + 1}`;
  }
  var roleWords = (role) => ({ head: "head", senior_leader: "senior leader", middle_leader: "team leader", teacher: "teacher", support: "support staff", partner: "partner professional" })[role] ?? role.replaceAll("_", " ");
  var plural = (count3, one, many = `${one}s`) => `${count3.toLocaleString("en-GB")} ${count3 === 1 ? one : many}`;
  function teamName(header, team, whole = false) {
    const one = header.teams[team];
    if (!one) return "";
    const short2 = (one.name.split("/").at(-1) ?? one.name).replaceAll("_", " ");
    return whole && header.organisations.length > 1 ? `${short2}, ${organisationName(header, one.organisation)}` : short2;
  }
  var organisationName = (header, organisation) => (header.organisations[organisation] ?? "").replaceAll("_", " ");
  var describe = (person) => `${roleWords(person.role)}${person.spanner ? ", boundary spanner" : ""}`;

  // src/charts/panels.ts
  var DASHES = [[], [10, 4], [3, 3], [10, 3, 2, 3], [6, 3]];
  var PANELS = [
    {
      id: "trust",
      title: "Trust, and the qualities it rests on",
      stacked: false,
      share: false,
      focus: "trust",
      lines: [{ column: "trust", label: "trust" }, { column: "competence", label: "competence" }, { column: "respect", label: "respect" }, { column: "integrity", label: "integrity" }, { column: "regard", label: "personal regard" }],
      colours: ({ qualities }) => ["#1d2329", ...qualities]
    },
    {
      id: "stages",
      title: "Stages of ties",
      stacked: true,
      share: true,
      focus: "practice",
      lines: [{ column: "identificatory", label: "identificatory" }, { column: "practice", label: "practice" }, { column: "role", label: "role" }, { column: "calculative", label: "calculative" }],
      colours: ({ stages }) => [...stages].reverse()
    },
    {
      id: "cooperation",
      title: "Cooperation",
      stacked: false,
      share: true,
      focus: "cooperation_share",
      lines: [{ column: "cooperation_share", label: "both cooperate" }, { column: "joint_work_share", label: "meeting time used for joint work" }, { column: "checking_share", label: "meeting time lost to checking" }, { column: "repair_share", label: "meeting time on scarred ties" }],
      colours: ({ shares }) => shares
    }
  ];

  // node_modules/preact/jsx-runtime/dist/jsxRuntime.mjs
  var f3 = /* @__PURE__ */ Symbol.for("pv");
  var o3 = 0;
  function a3(t3, e3, n2, u3, a5, i3) {
    e3 || (e3 = {});
    var c4, l3, p3 = e3;
    if ("ref" in p3 && "function" != typeof t3) for (l3 in p3 = {}, e3) "ref" == l3 ? c4 = e3[l3] : p3[l3] = e3[l3];
    var s3 = { type: t3, props: p3, key: n2, ref: c4, __k: null, __: null, __b: 0, __e: null, __c: null, constructor: f3, __v: --o3, __i: -1, __u: 0 };
    return (a5 || i3) && (s3.__source = a5, s3.__self = i3), n.vnode && n.vnode(s3), s3;
  }

  // src/charts/Table.tsx
  function tableWeeks(film, week, revealed) {
    const end = revealed ? film.weeks : Math.min(week, film.weeks), term2 = film.header.weeks_per_term;
    const weeks = Array.from({ length: Math.floor(end / term2) + 1 }, (_4, k2) => k2 * term2);
    return [.../* @__PURE__ */ new Set([...weeks, Math.min(week, film.weeks), ...revealed ? [film.weeks] : []])].sort((a5, b) => a5 - b);
  }
  function Table({ store: store2, panel }) {
    const [a5, b, week, revealed] = useStore(store2, (state) => [state.shown[0]?.film ?? null, state.shown[1]?.film ?? null, state.playing ? -1 : state.week, state.revealed]);
    if (!a5) return null;
    const films = b ? [a5, b] : [a5], at = week < 0 ? store2.state.week : week;
    const write = panel.share ? percent : (value) => decimal(value);
    return /* @__PURE__ */ a3("div", { class: "table", tabIndex: 0, role: "region", "aria-label": `${panel.title}: table`, children: /* @__PURE__ */ a3("table", { children: [
      /* @__PURE__ */ a3("caption", { class: "hidden", children: [
        panel.title,
        ", by week"
      ] }),
      /* @__PURE__ */ a3("thead", { children: /* @__PURE__ */ a3("tr", { children: [
        /* @__PURE__ */ a3("th", { scope: "col", children: "week" }),
        panel.lines.flatMap((line) => films.map((_4, k2) => /* @__PURE__ */ a3("th", { scope: "col", children: [
          line.label,
          films.length > 1 ? ` ${"AB"[k2]}` : ""
        ] }, `${line.column}${k2}`)))
      ] }) }),
      /* @__PURE__ */ a3("tbody", { children: tableWeeks(a5, at, revealed).map((one) => /* @__PURE__ */ a3("tr", { class: one === at ? "now-row" : "", children: [
        /* @__PURE__ */ a3("th", { scope: "row", children: one }),
        panel.lines.flatMap((line) => films.map((film, k2) => /* @__PURE__ */ a3("td", { children: write(film.figure(line.column, Math.min(one, film.weeks))) }, `${line.column}${k2}`)))
      ] }, one)) })
    ] }) });
  }

  // src/charts/Chart.tsx
  var cells = (film, column, width) => {
    const values2 = film?.weekly(column);
    return Array.from({ length: width }, (_4, week) => {
      const value = values2?.[week];
      return value === void 0 || Number.isNaN(value) ? null : value;
    });
  };
  function linesOf(panel, state, focus) {
    const colours = panel.colours(PALETTES[state.palette]);
    if (state.shown.length < 2)
      return panel.lines.map((line, k2) => ({ column: line.column, label: line.label, slot: 0, colour: colours[k2], dash: panel.stacked ? [] : DASHES[k2], wide: line.column === focus ? 3 : 2 }));
    return [0, 1].map((slot) => ({ column: focus, label: `${"AB"[slot]} ${state.shown[slot].film?.header.title ?? ""}`, slot, colour: SCHOOLS[slot], dash: DASHES[slot], wide: 3 }));
  }
  var SCHOOLS = ["#0b5394", "#b45309"];
  function rangeOf(panel, shown2) {
    if (panel.share) return [0, 1];
    let low = 1, high = 0;
    for (const { film, band } of shown2)
      for (const { column } of panel.lines) {
        for (const value of film?.weekly(column) ?? []) if (value === value) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
        const one = band?.columns[column];
        if (one) {
          for (const [rows, most] of [[one.low, false], [one.high, true]]) for (const value of rows) if (value !== null) {
            if (most) high = Math.max(high, value);
            else low = Math.min(low, value);
          }
        }
      }
    return low > high ? [0, 1] : [Math.max(0, Math.floor(low * 10 - 0.2) / 10), Math.min(1, Math.ceil(high * 10 + 0.2) / 10)];
  }
  var ChartView = class {
    constructor(store2, panel, host, focus) {
      this.store = store2;
      this.panel = panel;
      this.host = host;
      this.focus = focus;
      this.size = new ResizeObserver(() => {
        const { clientWidth, clientHeight } = host;
        if (!this.plot) this.build();
        else if (clientWidth && clientHeight && (clientWidth !== this.plot.width || clientHeight !== this.plot.height)) this.plot.setSize({ width: clientWidth, height: clientHeight });
      });
      this.size.observe(host);
      this.stop = store2.subscribe(() => this.changed());
      this.build();
    }
    store;
    panel;
    host;
    focus;
    plot = null;
    seen = [];
    frame = 0;
    size;
    stop;
    close() {
      this.stop();
      this.size.disconnect();
      cancelAnimationFrame(this.frame);
      this.plot?.destroy();
    }
    look(focus) {
      if (focus === this.focus) return;
      this.focus = focus;
      this.build();
    }
    key() {
      const { shown: shown2, palette: palette2, large } = this.store.state;
      return [shown2.length, shown2[0]?.film, shown2[1]?.film, shown2[0]?.band, shown2[1]?.band, palette2, large];
    }
    changed() {
      const now2 = this.key();
      if (now2.some((value, k2) => value !== this.seen[k2])) this.frame ||= requestAnimationFrame(() => {
        this.frame = 0;
        this.build();
      });
      else {
        const { week, revealed } = this.store.state;
        if (this.plot && (week !== this.drawnWeek || revealed !== this.drawnRevealed)) this.frame ||= requestAnimationFrame(() => {
          this.frame = 0;
          this.plot?.redraw(false, false);
        });
      }
    }
    drawnWeek = -1;
    drawnRevealed = false;
    /** A plot of the films as they are; playing only moves the edge up to which it shows. */
    build() {
      const { store: store2, panel, host } = this;
      const { state } = store2;
      this.seen = this.key();
      const { clientWidth: width, clientHeight: height } = host;
      if (!state.shown[0]?.film || !width || !height) return;
      this.plot?.destroy();
      const weeks = store2.weeks, header = state.shown[0].film.header;
      const lines = linesOf(panel, state, this.focus), two = state.shown.length > 1, stacked = panel.stacked && !two;
      const columns = lines.map((line) => cells(state.shown[line.slot]?.film, line.column, weeks + 1));
      if (stacked) for (let k2 = columns.length - 2; k2 >= 0; k2--) columns[k2] = columns[k2].map((value, week) => value === null ? null : value + (columns[k2 + 1][week] ?? 0));
      const bands = [], data = [Array.from({ length: weeks + 1 }, (_4, week) => week)], series = [{}];
      if (!stacked)
        lines.forEach((line) => {
          const band = line.column === this.focus ? state.shown[line.slot]?.band?.columns[line.column] : void 0;
          if (!band) return;
          const fit = (rows) => Array.from({ length: weeks + 1 }, (_4, week) => rows[week] ?? null);
          data.push(fit(band.high), fit(band.low));
          series.push({ stroke: "", width: 0, points: { show: false } }, { stroke: "", width: 0, points: { show: false } });
          bands.push({ series: [data.length - 2, data.length - 1], fill: line.colour + (two ? "26" : "24") });
        });
      const place = stacked ? columns.map((_4, k2) => k2) : columns.map((_4, k2) => columns.length - 1 - k2);
      for (const k2 of place) {
        data.push(columns[k2]);
        series.push({ stroke: stacked ? "#fff" : lines[k2].colour, width: stacked ? 0.6 : lines[k2].wide, dash: lines[k2].dash, fill: stacked ? lines[k2].colour : void 0, points: { show: false }, spanGaps: false });
      }
      const range = rangeOf(panel, state.shown), font3 = `${state.large ? 16 : 12}px system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif`;
      const edge = () => store2.state.revealed ? weeks : Math.min(store2.state.week, weeks);
      this.plot = new uPlot({
        width,
        height,
        padding: [8, 10, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        bands,
        series,
        scales: { x: { time: false, range: [0, weeks] }, y: { range } },
        axes: [
          { font: font3, stroke: SOFT, grid: { stroke: RULE, width: 1 }, ticks: { show: false }, size: state.large ? 30 : 24, splits: () => Array.from({ length: Math.floor(weeks / header.weeks_per_year) + 1 }, (_4, k2) => k2 * header.weeks_per_year), values: (_4, splits) => splits.map((week) => week === 0 ? "start" : `week ${week}`) },
          { font: font3, stroke: SOFT, grid: { stroke: "#e9ebee", width: 1 }, ticks: { show: false }, size: state.large ? 56 : 42, values: (_4, splits) => splits.map((value) => panel.share ? percent(value) : decimal(value, 1)), space: 34 }
        ],
        hooks: {
          drawAxes: [(plot) => {
            const { ctx, bbox } = plot;
            this.drawnWeek = store2.state.week;
            this.drawnRevealed = store2.state.revealed;
            ctx.save();
            ctx.beginPath();
            ctx.rect(bbox.left - 2, bbox.top - 4, Math.max(0, plot.valToPos(edge(), "x", true) - bbox.left) + 3, bbox.height + 8);
            ctx.clip();
          }],
          draw: [(plot) => {
            const { ctx, bbox } = plot;
            ctx.restore();
            const now2 = Math.min(store2.state.week, weeks), x3 = plot.valToPos(now2, "x", true), ratio = devicePixelRatio || 1;
            ctx.strokeStyle = INK;
            ctx.lineWidth = ratio;
            ctx.beginPath();
            ctx.moveTo(x3, bbox.top);
            ctx.lineTo(x3, bbox.top + bbox.height);
            ctx.stroke();
            if (stacked) return;
            for (const k2 of place) {
              const value = columns[k2][now2];
              if (value === null || value === void 0) continue;
              ctx.beginPath();
              ctx.arc(x3, plot.valToPos(value, "y", true), (lines[k2].wide + 1.5) * ratio, 0, 2 * Math.PI);
              ctx.fillStyle = lines[k2].colour;
              ctx.fill();
            }
          }]
        }
      }, data, host);
    }
    /** The week at a point of the chart. */
    weekAt(clientX) {
      const { plot } = this;
      if (!plot) return null;
      const { left, width } = plot.over.getBoundingClientRect();
      return plot.posToVal(Math.max(0, Math.min(width, clientX - left)), "x");
    }
  };
  function Chart({ store: store2, panel }) {
    const host = T2(null), view = T2(null);
    const [focus, setFocus] = d2(panel.focus);
    const [table, setTable] = d2(false);
    const [two, palette2] = useStore(store2, (state) => [state.shown.length > 1, state.palette]);
    A2(() => {
      if (table) return;
      view.current = new ChartView(store2, panel, host.current, focus);
      return () => view.current?.close();
    }, [store2, panel, table]);
    A2(() => view.current?.look(focus), [focus]);
    const colours = panel.colours(PALETTES[palette2]);
    const seek = (event) => {
      if (event.type === "pointermove" && !(event.buttons & 1)) return;
      const week = view.current?.weekAt(event.clientX);
      if (week !== null && week !== void 0) {
        store2.pause();
        store2.setWeek(week);
      }
    };
    return /* @__PURE__ */ a3("section", { class: "chart", "aria-label": panel.title, children: [
      /* @__PURE__ */ a3("header", { children: [
        /* @__PURE__ */ a3("h3", { children: panel.title }),
        /* @__PURE__ */ a3("button", { class: "quiet", "aria-pressed": table, onClick: () => setTable(!table), children: table ? "chart" : "table" })
      ] }),
      table ? /* @__PURE__ */ a3(Table, { store: store2, panel }) : /* @__PURE__ */ a3("div", { class: "plot", ref: host, onPointerDown: seek, onPointerMove: seek, role: "img", "aria-label": `${panel.title}: a chart. Its values are beneath it, and in the table.` }),
      /* @__PURE__ */ a3("ul", { class: `key ${two ? "key-two" : ""}`, children: panel.lines.map((line, k2) => /* @__PURE__ */ a3("li", { children: /* @__PURE__ */ a3("button", { class: line.column === focus ? "chosen" : "", "aria-pressed": line.column === focus, onClick: () => setFocus(line.column), title: two ? "Compare the schools by this line" : panel.stacked ? "" : "Show the band of this line", children: [
        !two && /* @__PURE__ */ a3("svg", { viewBox: "0 0 26 10", width: "26", height: "10", "aria-hidden": "true", children: panel.stacked ? /* @__PURE__ */ a3("rect", { width: "26", height: "10", fill: colours[k2] }) : /* @__PURE__ */ a3("path", { d: "M0 5H26", stroke: colours[k2], "stroke-width": line.column === focus ? 3.5 : 2.5, "stroke-dasharray": DASHES[k2].map((length) => 0.7 * length).join(" ") }) }),
        /* @__PURE__ */ a3("span", { children: line.label }),
        /* @__PURE__ */ a3(Value, { store: store2, column: line.column, share: panel.share, slot: 0 }),
        two && /* @__PURE__ */ a3(Value, { store: store2, column: line.column, share: panel.share, slot: 1 })
      ] }) }, line.column)) })
    ] });
  }
  function Value({ store: store2, column, share, slot }) {
    const [film, week, two] = useStore(store2, (state) => [state.shown[slot]?.film ?? null, state.week, state.shown.length > 1]);
    const value = film?.figure(column, Math.min(week, film.weeks)) ?? NaN;
    return /* @__PURE__ */ a3("b", { class: `value ${two ? `school-${slot}` : ""}`, children: share ? percent(value) : decimal(value) });
  }

  // src/timeline/marks.ts
  function marks(films) {
    const found2 = /* @__PURE__ */ new Map();
    films.forEach((film, k2) => {
      for (const { week, words, added: added2 } of film.header.timeline) {
        const id = `${week} ${words}`, there = found2.get(id);
        if (there) there.in |= 1 << k2;
        else found2.set(id, { week, words, added: added2, only: null, in: 1 << k2 });
      }
    });
    const all = (1 << films.length) - 1;
    return [...found2.values()].map(({ in: where, ...mark }) => ({ ...mark, only: where === all ? null : where >> 1 })).sort((a5, b) => a5.week - b.week);
  }
  function spellsUntil(film, week) {
    const viable = film.weekly("viable"), last2 = Math.min(week, film.weeks);
    if (!viable) return [];
    return film.header.spells.flatMap(([from, to]) => {
      let counts = from;
      while (counts <= last2 && viable[counts] !== 1) counts++;
      if (counts > last2) return [];
      let end = last2;
      if (to !== null && to <= last2) {
        let lost = Math.max(to, counts);
        while (lost <= last2 && viable[lost] === 1) lost++;
        if (lost <= last2) end = to;
      }
      return [{ from, to: end }];
    });
  }
  function rowsOf(boxes, most) {
    const ends = [];
    return boxes.map(({ left, right }) => {
      for (let row = 0; row < most; row++)
        if ((ends[row] ?? -Infinity) <= left) {
          ends[row] = right;
          return row;
        }
      return -1;
    });
  }

  // src/charts/Spark.tsx
  function draw(canvas, { store: store2, lines, low, high, threshold }) {
    const ctx = canvas.getContext("2d");
    const ratio = Math.min(2, devicePixelRatio || 1), width = canvas.width / ratio, height = canvas.height / ratio;
    if (!ctx || !width) return;
    const weeks = Math.max(1, store2.weeks), { week, revealed } = store2.state, edge = revealed ? weeks : Math.min(week, weeks);
    const x3 = (at) => 2 + (width - 6) * at / weeks, y4 = (value) => height - 3 - (height - 6) * (Math.min(high, Math.max(low, value)) - low) / (high - low);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    if (threshold !== void 0) {
      ctx.beginPath();
      ctx.moveTo(x3(0), y4(threshold));
      ctx.lineTo(x3(weeks), y4(threshold));
      ctx.strokeStyle = SOFT;
      ctx.lineWidth = 1;
      ctx.setLineDash([2, 3]);
      ctx.stroke();
      ctx.setLineDash([]);
    }
    for (const { values: values2, colour, dash, band } of lines) {
      if (band) {
        ctx.beginPath();
        let open2 = false;
        for (let k2 = 0; k2 <= edge; k2++) {
          const value = band.high[k2];
          if (value !== null && value !== void 0) {
            if (open2) ctx.lineTo(x3(k2), y4(value));
            else ctx.moveTo(x3(k2), y4(value));
            open2 = true;
          }
        }
        for (let k2 = edge; k2 >= 0; k2--) {
          const value = band.low[k2];
          if (value !== null && value !== void 0) ctx.lineTo(x3(k2), y4(value));
        }
        ctx.fillStyle = colour + "26";
        ctx.fill();
      }
      ctx.beginPath();
      let open = false;
      for (let k2 = 0; k2 <= edge && k2 < values2.length; k2++) {
        const value = values2[k2];
        if (value !== value) {
          open = false;
          continue;
        }
        if (open) ctx.lineTo(x3(k2), y4(value));
        else ctx.moveTo(x3(k2), y4(value));
        open = true;
      }
      ctx.strokeStyle = colour;
      ctx.lineWidth = 2;
      ctx.lineJoin = "round";
      ctx.setLineDash(dash ?? []);
      ctx.stroke();
      ctx.setLineDash([]);
      const now2 = values2[Math.min(week, values2.length - 1)];
      if (now2 === now2) {
        ctx.beginPath();
        ctx.arc(x3(Math.min(week, weeks)), y4(now2), 3, 0, 2 * Math.PI);
        ctx.fillStyle = colour;
        ctx.fill();
      }
    }
    if (revealed) {
      ctx.fillStyle = INK;
      ctx.fillRect(x3(Math.min(week, weeks)) - 0.5, 0, 1, height);
    }
  }
  function Spark(props) {
    const canvas = T2(null), now2 = T2(props);
    now2.current = props;
    A2(() => {
      const one = canvas.current, { store: store2 } = props;
      let frame2 = 0, seen2 = [];
      const again = () => {
        frame2 ||= requestAnimationFrame(() => {
          frame2 = 0;
          draw(one, now2.current);
        });
      };
      const size = new ResizeObserver(() => {
        const ratio = Math.min(2, devicePixelRatio || 1);
        one.width = Math.round(one.clientWidth * ratio);
        one.height = Math.round(one.clientHeight * ratio);
        draw(one, now2.current);
      });
      size.observe(one);
      const stop = store2.subscribe(() => {
        const key = [store2.state.week, store2.state.revealed];
        if (key.some((value, k2) => value !== seen2[k2])) {
          seen2 = key;
          again();
        }
      });
      return () => {
        stop();
        size.disconnect();
        cancelAnimationFrame(frame2);
      };
    }, [props.store]);
    A2(() => {
      if (canvas.current) draw(canvas.current, now2.current);
    });
    return /* @__PURE__ */ a3("canvas", { class: "spark", ref: canvas, role: "img", "aria-label": props.label });
  }

  // src/charts/Viability.tsx
  function holds(film, part, week) {
    const value = film.figure(part.column, week), threshold = Math.fround(part.threshold);
    return part.strictly ? value > threshold : value >= threshold;
  }
  function verdict(film, week) {
    const at = Math.min(week, film.weeks), viable = film.figure("viable", at) === 1;
    const spells = spellsUntil(film, at), since = spells.at(-1);
    if (viable && since) return { viable, words: `viable since week ${since.from}` };
    const many = film.header.parts.filter((part) => holds(film, part, at)).length;
    const lost = since ? `, lost in week ${since.to}` : "";
    return { viable, words: many === film.header.parts.length ? "all parts hold; it must last to count" : `not viable${lost}: ${many} of ${film.header.parts.length} parts hold` };
  }
  function Viability({ store: store2 }) {
    const [a5, b] = useStore(store2, (state) => [state.shown[0]?.film ?? null, state.shown[1]?.film ?? null]);
    if (!a5) return null;
    const films = b ? [a5, b] : [a5];
    return /* @__PURE__ */ a3("section", { class: "chart viability", "aria-label": "Viable learning community", children: [
      /* @__PURE__ */ a3("header", { children: /* @__PURE__ */ a3("h3", { children: "A viable learning community?" }) }),
      films.map((_4, slot) => /* @__PURE__ */ a3(Verdict, { store: store2, slot }, slot)),
      /* @__PURE__ */ a3("ul", { class: "parts", children: [
        a5.header.parts.map((part) => /* @__PURE__ */ a3(PartRow, { store: store2, part, films }, part.column)),
        /* @__PURE__ */ a3("li", { class: "part index", children: [
          /* @__PURE__ */ a3("span", { class: "part-holds" }),
          /* @__PURE__ */ a3("span", { class: "part-name", children: [
            "index ",
            /* @__PURE__ */ a3("span", { class: "soft", children: "the five together" })
          ] }),
          /* @__PURE__ */ a3(Line, { store: store2, films, column: "plc_index", label: "index of viability" }),
          /* @__PURE__ */ a3("span", { class: "part-values", children: films.map((_4, slot) => /* @__PURE__ */ a3(Value, { store: store2, column: "plc_index", share: false, slot }, slot)) })
        ] })
      ] }),
      films.map((_4, slot) => /* @__PURE__ */ a3(Others, { store: store2, slot }, slot))
    ] });
  }
  function Verdict({ store: store2, slot }) {
    const [film, week, two] = useStore(store2, (state) => [state.shown[slot]?.film ?? null, state.week, state.shown.length > 1]);
    if (!film) return null;
    const { viable, words } = verdict(film, week);
    return /* @__PURE__ */ a3("p", { class: `verdict ${viable ? "yes" : ""}`, children: [
      two && /* @__PURE__ */ a3("b", { class: `letter letter-${slot}`, children: "AB"[slot] }),
      /* @__PURE__ */ a3("span", { class: "mark", "aria-hidden": "true", children: viable ? "\u2713" : "\u25CB" }),
      words
    ] });
  }
  function Line({ store: store2, films, column, label, threshold }) {
    const [a5, b] = useStore(store2, (state) => [state.shown[0]?.band ?? null, state.shown[1]?.band ?? null]);
    const two = films.length > 1;
    return /* @__PURE__ */ a3(
      Spark,
      {
        store: store2,
        low: 0,
        high: 1,
        threshold,
        label: `${label}, by week`,
        lines: films.map((film, slot) => ({ values: film.weekly(column) ?? [], colour: two ? SCHOOLS[slot] : INK, dash: two ? DASHES[slot] : void 0, band: [a5, b][slot]?.columns[column] }))
      }
    );
  }
  function PartRow({ store: store2, part, films }) {
    const [week] = useStore(store2, (state) => [state.week]);
    const share = films[0].header.columns[part.column]?.meaning ?? "";
    return /* @__PURE__ */ a3("li", { class: "part", title: share, children: [
      /* @__PURE__ */ a3("span", { class: "part-holds", children: films.map((film, slot) => {
        const yes = holds(film, part, Math.min(week, film.weeks));
        return /* @__PURE__ */ a3("span", { class: yes ? "yes" : "no", role: "img", "aria-label": `${films.length > 1 ? `${"AB"[slot]} ` : ""}${yes ? "holds" : "does not hold"}`, children: yes ? "\u2713" : "\u25CB" }, slot);
      }) }),
      /* @__PURE__ */ a3("span", { class: "part-name", children: [
        part.name,
        " ",
        /* @__PURE__ */ a3("span", { class: "soft", children: [
          part.strictly ? "above" : "from",
          " ",
          percent(part.threshold)
        ] })
      ] }),
      /* @__PURE__ */ a3(Line, { store: store2, films, column: part.column, label: part.name, threshold: part.threshold }),
      /* @__PURE__ */ a3("span", { class: "part-values", children: films.map((_4, slot) => /* @__PURE__ */ a3(Value, { store: store2, column: part.column, share: true, slot }, slot)) })
    ] });
  }
  function Others({ store: store2, slot }) {
    const [band, week, two, mode] = useStore(store2, (state) => [state.shown[slot]?.band ?? null, state.week, state.shown.length > 1, state.mode]);
    if (!band) return mode === "live" && slot === 0 ? /* @__PURE__ */ a3("p", { class: "others soft", children: "Other luck is being tried \u2026" }) : null;
    const share = band.viable_share[Math.min(week, band.viable_share.length - 1)] ?? NaN;
    return /* @__PURE__ */ a3("p", { class: "others", children: [
      two && /* @__PURE__ */ a3("b", { class: `letter letter-${slot}`, children: "AB"[slot] }),
      "Of ",
      band.replicates,
      " runs with other luck, ",
      /* @__PURE__ */ a3("b", { children: percent(share) }),
      " are viable in this week. ",
      /* @__PURE__ */ a3("span", { class: "soft", children: [
        "Shaded: ",
        band.level,
        "."
      ] })
    ] });
  }
  function spoken(films, week) {
    return `Week ${week}. ` + films.map((film, k2) => `${films.length > 1 ? `School ${"AB"[k2]}: ` : ""}mean trust ${decimal(film.figure("trust", Math.min(week, film.weeks)))}, ${film.figure("active_pairs", Math.min(week, film.weeks))} active ties, ${verdict(film, week).words}.`).join(" ");
  }

  // src/charts/Charts.tsx
  function Charts({ store: store2 }) {
    return /* @__PURE__ */ a3("div", { class: "charts", children: [
      /* @__PURE__ */ a3(Viability, { store: store2 }),
      PANELS.map((panel) => /* @__PURE__ */ a3(Chart, { store: store2, panel }, panel.id))
    ] });
  }

  // src/compare/Differences.tsx
  function Differences({ store: store2 }) {
    const [pair, week, two] = useStore(store2, (state) => [state.pair, state.week, state.shown.length > 1]);
    if (!two || !pair) return null;
    const at = (rows) => rows?.[Math.min(week, rows.length - 1)];
    const both = at(pair.active_both), a5 = at(pair.active_only_a), b = at(pair.active_only_b);
    return /* @__PURE__ */ a3("section", { class: "differences", "aria-label": "What differs", children: [
      pair.differs.length > 0 && /* @__PURE__ */ a3("p", { class: "differs", children: [
        /* @__PURE__ */ a3("b", { children: "A and B differ in" }),
        " ",
        pair.differs.join("; ")
      ] }),
      both !== void 0 && /* @__PURE__ */ a3("p", { class: "counts", children: [
        /* @__PURE__ */ a3("span", { class: "count only-a", children: [
          /* @__PURE__ */ a3("b", { children: a5 }),
          " ",
          plural(a5 ?? 0, "active tie").replace(/^\S+ /, ""),
          " only in A"
        ] }),
        /* @__PURE__ */ a3("span", { class: "count", children: [
          /* @__PURE__ */ a3("b", { children: both }),
          " in both"
        ] }),
        /* @__PURE__ */ a3("span", { class: "count only-b", children: [
          /* @__PURE__ */ a3("b", { children: b }),
          " only in B"
        ] })
      ] })
    ] });
  }

  // src/controls/changes.ts
  var isMapping = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  var acts = (control, week) => week === 0 && control.at_start !== false ? "start" : control.live ? "next" : "restart";
  var get = (from, path) => path.split(".").reduce((at, key) => isMapping(at) ? at[key] : void 0, from);
  function without(from, [key, ...rest]) {
    const { [key]: inner, ...others } = from;
    const left = rest.length && isMapping(inner) ? without(inner, rest) : {};
    return Object.keys(left).length ? { ...others, [key]: left } : others;
  }
  function put(into, [key, ...rest], value) {
    const inner = into[key];
    return { ...into, [key]: rest.length ? put(isMapping(inner) ? inner : {}, rest, value) : value };
  }
  function withValue(view, control, value, week) {
    const path = control.path.split(".");
    if (acts(control, week) !== "next") return { ...view, settings: { ...view.settings, [control.path]: value } };
    const at = week + 1;
    const there = view.happenings.findIndex((one) => one.do === "change" && one.week === at && one["organisation"] === void 0);
    const entry = put(there < 0 ? { week: at, do: "change" } : view.happenings[there], path, value);
    return { ...view, happenings: there < 0 ? [...view.happenings, entry] : view.happenings.map((one, k2) => k2 === there ? entry : one) };
  }
  function withoutValue(view, path) {
    const { [path]: _4, ...settings } = view.settings;
    const happenings = view.happenings.map((one) => one.do === "change" && get(one, path) !== void 0 ? without(one, path.split(".")) : one);
    return { ...view, settings, happenings: happenings.filter((one) => one.do !== "change" || Object.keys(one).some((key) => !["week", "do", "note", "organisation"].includes(key))) };
  }
  var isChanged = (view, path) => path in view.settings || view.happenings.some((one) => one.do === "change" && get(one, path) !== void 0);
  var isTouched = (view) => Object.keys(view.settings).length > 0 || view.happenings.length > 0;
  var untouched = (view) => ({ ...view, settings: {}, happenings: [] });
  function valueAt(film, path, week) {
    let value = film.header.values[path];
    for (const { week: from, values: values2 } of film.header.values_from ?? []) if (from <= week + 1 && path in values2) value = values2[path];
    return value;
  }
  var turns = (film, week) => (film.header.values_from ?? []).filter((one) => one.week <= week + 1).length;
  function valueWords(control, value) {
    if (value === null || value === void 0) return "differs between organisations";
    if (typeof value === "boolean") return value ? "yes" : "no";
    if (typeof value === "number") return `${Math.round(value * 1e3) / 1e3}${control?.unit && !["0-1", "share"].includes(control.unit) ? ` ${control.unit}` : ""}`;
    return String(value).replaceAll("_", " ");
  }
  function added(view, controls, film) {
    const byPath = new Map(controls.map((control) => [control.path, control]));
    const said = (path, value) => `${byPath.get(path)?.label ?? path}: ${valueWords(byPath.get(path), value)}`;
    const fromStart = Object.entries(view.settings).map(([path, value]) => ({ week: 0, words: said(path, value), without: (now2) => withoutSetting(now2, path) }));
    const told = film?.header.timeline.filter((one) => one.added) ?? [];
    const happened = view.happenings.flatMap((one, k2) => {
      const remove = (now2) => ({ ...now2, happenings: now2.happenings.filter((_5, at) => at !== k2) });
      if (one.do !== "change") return [{ week: one.week, words: told[k2]?.week === one.week ? told[k2].words : one.do.replaceAll("_", " "), without: remove }];
      const { week, do: _4, note: __, organisation: ___, ...sections } = one;
      return paths(sections).map(([path, value]) => ({
        week,
        words: said(path, value),
        without: (now2) => ({ ...now2, happenings: now2.happenings.flatMap((other, at) => at === k2 ? trimmed(without(other, path.split("."))) : [other]) })
      }));
    });
    return [...fromStart, ...happened].sort((one, other) => one.week - other.week);
  }
  function withoutSetting(view, path) {
    const { [path]: _4, ...settings } = view.settings;
    return { ...view, settings };
  }
  var trimmed = (change2) => Object.keys(change2).some((key) => !["week", "do", "note", "organisation"].includes(key)) ? [change2] : [];
  var paths = (from, before = "") => Object.entries(from).flatMap(([key, value]) => isMapping(value) ? paths(value, `${before}${key}.`) : [[`${before}${key}`, value]]);
  function wanted(view, path, week) {
    const said = view.happenings.filter((one) => one.do === "change" && one.week <= week + 1).sort((one, other) => one.week - other.week).map((one) => get(one, path));
    return said.findLast((value) => value !== void 0) ?? view.settings[path];
  }

  // src/controls/changer.ts
  var ONE_GESTURE = 1200;
  var Changer = class {
    constructor(store2, now2 = () => performance.now()) {
      this.store = store2;
      this.now = now2;
    }
    store;
    now;
    busy = false;
    moves = [];
    gesture = null;
    /** Set a value as soon as the one before is shown. A setting that cannot act now waits, visibly, for a restart. */
    set(control, value) {
      const { store: store2 } = this;
      const slot = store2.edited;
      const { path } = control;
      const at = this.now();
      const last2 = this.gesture;
      const same = last2 !== null && last2.path === path && last2.slot === slot && at - last2.at < ONE_GESTURE;
      const week = same ? last2.week : store2.state.week;
      this.gesture = { path, slot, week, at };
      if (acts(control, week) === "restart") {
        store2.set({ pending: { ...store2.state.pending, [path]: value } });
        return;
      }
      const waiting = this.moves.find((one) => one.path === path && one.slot === slot);
      this.moves = [
        ...this.moves.filter((one) => one !== waiting),
        { path, slot, change: (view) => withValue(view, control, value, week), remember: !same || (waiting?.remember ?? false) }
      ];
      this.follow();
    }
    /** Whatever comes next is another step for undo. */
    end() {
      this.gesture = null;
    }
    follow() {
      if (this.busy || !this.moves.length) return;
      const { moves, store: store2 } = this;
      this.moves = [];
      this.busy = true;
      const views = store2.views.map((view, k2) => moves.reduce((now2, move) => SLOTS[k2] === move.slot ? move.change(now2) : now2, view));
      void store2.show(views, { remember: moves.some((move) => move.remember) }).finally(() => {
        this.busy = false;
        this.follow();
      });
    }
  };

  // src/controls/Menu.tsx
  function Menu({ store: store2 }) {
    const [mode, drawer, two] = useStore(store2, (s3) => [s3.mode, s3.drawer, s3.shown.length === 2]);
    const narrow = useNarrow();
    const open = (dialog) => store2.set({ dialog });
    const help = /* @__PURE__ */ a3("button", { type: "button", onClick: () => open("help"), "aria-label": "Help and keys", title: "Help and keys (?)", children: "?" });
    if (mode !== "live") return help;
    const rest = /* @__PURE__ */ a3(Rest, { store: store2 });
    return /* @__PURE__ */ a3($, { children: [
      /* @__PURE__ */ a3("button", { type: "button", onClick: () => open("scenarios"), title: "Choose a scenario (S)", children: "Scenarios" }),
      /* @__PURE__ */ a3("button", { type: "button", "aria-expanded": drawer, "aria-controls": drawer ? "controls" : void 0, onClick: () => toggleControls(store2), title: "Sliders and switches (M)", children: "Change" }),
      /* @__PURE__ */ a3("button", { type: "button", onClick: () => open("happen"), title: "A new head, a broken promise ... (I)", children: "Do now" }),
      /* @__PURE__ */ a3("button", { type: "button", "aria-pressed": two, onClick: () => open("compare"), title: "Two schools side by side (C)", children: "Compare" }),
      narrow ? /* @__PURE__ */ a3(More, { children: rest }) : rest,
      help
    ] });
  }
  function Rest({ store: store2 }) {
    const [history2, future, shown2, hello, tour] = useStore(store2, (s3) => [s3.history.length, s3.future.length, s3.shown, s3.hello, s3.tour]);
    const seed = shown2[0]?.view.seed ?? 0;
    return /* @__PURE__ */ a3($, { children: [
      /* @__PURE__ */ a3("span", { class: "luck", role: "group", "aria-label": "Luck", children: [
        /* @__PURE__ */ a3("span", { class: "luck-now", children: [
          "Luck ",
          String(seed)
        ] }),
        /* @__PURE__ */ a3("button", { type: "button", onClick: () => {
          store2.pause();
          void store2.restart();
        }, "aria-label": "Same luck, from the start", title: "From week 0 again with the same luck: what is different then comes from your changes (R)", children: "Same" }),
        /* @__PURE__ */ a3("button", { type: "button", onClick: () => void store2.newLuck(), "aria-label": "New luck", title: "Everything that chance decides falls otherwise (L)", children: "New" })
      ] }),
      /* @__PURE__ */ a3("span", { class: "undo", role: "group", "aria-label": "Undo and redo", children: [
        /* @__PURE__ */ a3("button", { type: "button", disabled: !history2, onClick: () => void store2.undo(), title: "Undo (U)", children: "Undo" }),
        /* @__PURE__ */ a3("button", { type: "button", disabled: !future, onClick: () => void store2.redo(), title: "Redo (Y)", children: "Redo" })
      ] }),
      /* @__PURE__ */ a3("button", { type: "button", onClick: () => store2.set({ dialog: "link" }), title: "A link, the scenario file, the data, a picture (K)", children: "Share" }),
      hello && hello.tours.length > 0 && /* @__PURE__ */ a3(
        "select",
        {
          class: "tours",
          "aria-label": "Tours and workshops",
          value: tour?.id ?? "",
          onChange: (event) => {
            const id = event.currentTarget.value;
            if (id) void startTour(store2, id);
            else store2.endTour();
          },
          children: [
            /* @__PURE__ */ a3("option", { value: "", children: tour ? "End the tour" : "Tours" }),
            hello.tours.map((one) => /* @__PURE__ */ a3("option", { value: one.id, children: one.title }, one.id))
          ]
        }
      )
    ] });
  }
  function More({ children }) {
    const box2 = T2(null);
    A2(() => {
      const outside = (event) => {
        if (box2.current?.open && !box2.current.contains(event.target)) box2.current.open = false;
      };
      document.addEventListener("pointerdown", outside);
      return () => document.removeEventListener("pointerdown", outside);
    }, []);
    return /* @__PURE__ */ a3("details", { class: "popover", ref: box2, onKeyDown: (event) => {
      if (event.key === "Escape" && box2.current.open) {
        box2.current.open = false;
        box2.current.querySelector("summary").focus();
        event.stopPropagation();
      }
    }, children: [
      /* @__PURE__ */ a3("summary", { children: "More" }),
      /* @__PURE__ */ a3("div", { class: "popover-body", children })
    ] });
  }
  function useNarrow() {
    const [narrow, set2] = d2(() => matchMedia("(max-width: 899px)").matches);
    A2(() => {
      const width = matchMedia("(max-width: 899px)");
      const look = () => set2(width.matches);
      width.addEventListener("change", look);
      return () => width.removeEventListener("change", look);
    }, []);
    return narrow;
  }
  function toggleControls(store2) {
    store2.set({ drawer: !store2.state.drawer });
  }
  async function startTour(store2, id) {
    const tour = store2.state.hello?.tours.find((one) => one.id === id);
    if (!tour) return;
    store2.pause();
    store2.set({ pending: {} });
    if (tour.views?.length) await store2.show(tour.views, { week: tour.steps[0]?.week ?? 0 });
    store2.toStep(id, 0);
  }

  // src/controls/Setting.tsx
  var domId = (path) => `set-${path.replaceAll(/[^\w]/g, "-")}`;
  function Setting({ control, value, acts: acts2, from, playing, changed, pending, choose, done: done2, reset, restart }) {
    const id = domId(control.path);
    const when = acts2 === "start" ? "acts from the start" : acts2 === "next" ? playing ? "acts at once" : `acts from week ${from} on` : "applies on restart";
    const about = `${control.meaning}. ${control.unit ? `Unit: ${control.unit}. ` : ""}${control.source ? `Source: ${control.source}.` : ""}`;
    return /* @__PURE__ */ a3("div", { class: `setting${changed || pending ? " changed" : ""}`, "data-path": control.path, children: [
      /* @__PURE__ */ a3("div", { class: "setting-head", children: [
        /* @__PURE__ */ a3("label", { for: id, children: control.label }),
        (changed || pending) && /* @__PURE__ */ a3("button", { type: "button", class: "quiet", onClick: reset, "aria-label": `Reset ${control.label}`, children: "reset" })
      ] }),
      /* @__PURE__ */ a3(Input, { control, id, value, choose, done: done2 }),
      /* @__PURE__ */ a3("p", { class: "setting-when", id: `${id}-when`, children: [
        control.kind !== "choice" && control.kind !== "switch" && control.unit && /* @__PURE__ */ a3("span", { class: "unit", children: control.unit }),
        /* @__PURE__ */ a3("span", { class: acts2 === "restart" ? "later" : "", children: [
          pending ? "chosen; " : "",
          when
        ] }),
        pending && /* @__PURE__ */ a3("button", { type: "button", class: "plain", onClick: restart, children: "Restart now" })
      ] }),
      /* @__PURE__ */ a3("p", { class: "hidden", id: `${id}-about`, children: about })
    ] });
  }
  function Input({ control, id, value, choose, done: done2 }) {
    const said = `${id}-when ${id}-about`;
    if (control.kind === "switch")
      return /* @__PURE__ */ a3("input", { type: "checkbox", role: "switch", id, class: "tick-box", checked: value === true, "aria-describedby": said, onChange: (event) => {
        choose(event.currentTarget.checked);
        done2();
      } });
    if (control.kind === "choice")
      return /* @__PURE__ */ a3("select", { id, "aria-describedby": said, value: String(value ?? ""), onChange: (event) => {
        choose(event.currentTarget.value);
        done2();
      }, children: [
        !control.choices?.includes(String(value)) && /* @__PURE__ */ a3("option", { value: String(value ?? ""), children: valueWords(control, value) }),
        control.choices?.map((choice) => /* @__PURE__ */ a3("option", { value: choice, children: choice.replaceAll("_", " ") }, choice))
      ] });
    return /* @__PURE__ */ a3(Slider, { control, id, value, choose, done: done2, said });
  }
  function Slider({ control, id, value, choose, done: done2, said }) {
    const given = typeof value === "number" ? value : null;
    const [held, hold] = d2(null);
    const letGo = T2(void 0);
    A2(() => () => clearTimeout(letGo.current), []);
    const low = control.low ?? control.min ?? 0, high = control.high ?? control.max ?? 1;
    const step = control.step ?? (control.kind === "integer" ? 1 : 0.01);
    const shown2 = held ?? given;
    const take = (text) => {
      const number = Number(text);
      if (text.trim() === "" || !Number.isFinite(number)) return;
      hold(number);
      clearTimeout(letGo.current);
      letGo.current = setTimeout(() => hold(null), 1500);
      choose(control.kind === "integer" ? Math.round(number) : number);
    };
    return /* @__PURE__ */ a3("div", { class: "slider", children: [
      /* @__PURE__ */ a3(
        "input",
        {
          type: "range",
          id,
          min: low,
          max: high,
          step,
          value: shown2 ?? (low + high) / 2,
          "aria-describedby": said,
          class: shown2 === null ? "unknown" : "",
          "aria-valuetext": valueWords(control, shown2),
          onInput: (event) => take(event.currentTarget.value),
          onChange: done2
        }
      ),
      /* @__PURE__ */ a3(
        "input",
        {
          type: "number",
          class: "number",
          min: control.min ?? void 0,
          max: control.max ?? void 0,
          step: "any",
          value: shown2 === null ? "" : Math.round(shown2 * 1e3) / 1e3,
          placeholder: "differs",
          "aria-label": `${control.label}, as a number`,
          onChange: (event) => {
            take(event.currentTarget.value);
            done2();
          }
        }
      )
    ] });
  }

  // src/controls/Controls.tsx
  function Controls({ store: store2 }) {
    const [hello, mode] = useStore(store2, (s3) => [s3.hello, s3.mode]);
    if (mode !== "live" || !hello) return null;
    return /* @__PURE__ */ a3(Drawer, { store: store2 });
  }
  function Drawer({ store: store2 }) {
    const [shown2, edits] = useStore(store2, (s3) => [s3.shown, s3.edits]);
    if (!shown2.length) return null;
    const slot = shown2.length === 2 ? edits : 0;
    return /* @__PURE__ */ a3("div", { class: "controls", id: "controls", children: [
      /* @__PURE__ */ a3("div", { class: "controls-head", children: [
        /* @__PURE__ */ a3("h2", { children: "Change the school" }),
        /* @__PURE__ */ a3("button", { type: "button", class: "cross", "aria-label": "Close the controls", onClick: () => toggleControls(store2), children: "\xD7" })
      ] }),
      shown2.length === 2 && /* @__PURE__ */ a3("fieldset", { class: "edits", children: [
        /* @__PURE__ */ a3("legend", { children: "Changes go to" }),
        shown2.map((one, k2) => /* @__PURE__ */ a3("label", { children: [
          /* @__PURE__ */ a3("input", { type: "radio", name: "edits", checked: edits === k2, onChange: () => store2.set({ edits: k2 }) }),
          " ",
          "AB"[k2],
          ": ",
          one.film?.header.title ?? one.view.scenario
        ] }, k2))
      ] }),
      /* @__PURE__ */ a3(Waiting, { store: store2 }),
      /* @__PURE__ */ a3(Changed, { store: store2, slot }),
      /* @__PURE__ */ a3(Settings, { store: store2, slot })
    ] });
  }
  function Waiting({ store: store2 }) {
    const [pending] = useStore(store2, (s3) => [s3.pending]);
    const many = Object.keys(pending).length;
    if (many < 2) return null;
    return /* @__PURE__ */ a3("div", { class: "pending", role: "status", children: [
      /* @__PURE__ */ a3("p", { children: [
        many,
        " changes apply on restart."
      ] }),
      /* @__PURE__ */ a3("button", { type: "button", class: "main", onClick: () => void store2.restart(), children: "Restart with them" }),
      /* @__PURE__ */ a3("button", { type: "button", class: "quiet", onClick: () => store2.set({ pending: {} }), children: "Forget them" })
    ] });
  }
  function Changed({ store: store2, slot }) {
    const [shown2, hello] = useStore(store2, (s3) => [s3.shown[slot], s3.hello]);
    const list = shown2 ? added(shown2.view, hello.controls, shown2.film) : [];
    const change2 = (make) => void store2.change(slot ? "b" : "a", make);
    return /* @__PURE__ */ a3("section", { class: "added", "aria-labelledby": "added-title", children: [
      /* @__PURE__ */ a3("h3", { id: "added-title", children: "What you changed" }),
      list.length === 0 && /* @__PURE__ */ a3("p", { class: "soft", children: [
        "Nothing yet. Move a slider below, or ",
        /* @__PURE__ */ a3("button", { type: "button", class: "quiet", onClick: () => store2.set({ dialog: "happen" }), children: "do something now" }),
        "."
      ] }),
      /* @__PURE__ */ a3("ul", { children: list.map((one, k2) => /* @__PURE__ */ a3("li", { children: [
        /* @__PURE__ */ a3("button", { type: "button", class: "quiet added-week", onClick: () => {
          store2.pause();
          store2.setWeek(Math.max(0, one.week - 1));
        }, title: "Go there", children: one.week ? `Week ${one.week}` : "Start" }),
        " ",
        /* @__PURE__ */ a3("span", { children: one.words }),
        /* @__PURE__ */ a3("button", { type: "button", class: "quiet", "aria-label": `Remove: ${one.words}`, onClick: () => change2(one.without), children: "remove" })
      ] }, k2)) }),
      list.length > 0 && /* @__PURE__ */ a3("p", { class: "row", children: [
        /* @__PURE__ */ a3("button", { type: "button", class: "plain", onClick: () => store2.set({ dialog: "happen" }), children: "Do something now" }),
        /* @__PURE__ */ a3("button", { type: "button", class: "quiet", onClick: () => change2(untouched), children: "Reset all" })
      ] })
    ] });
  }
  var matches = (control, words) => {
    const text = `${control.label} ${control.meaning} ${control.path} ${control.group}`.toLowerCase().replaceAll("_", " ");
    return words.every((word) => text.includes(word));
  };
  function Settings({ store: store2, slot }) {
    const [hello] = useStore(store2, (s3) => [s3.hello]);
    const [all, showAll] = d2(false);
    const [filter, setFilter] = d2("");
    const [about, setAbout] = d2(null);
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    const controls = hello.controls;
    const seen2 = controls.filter((control) => all || words.length ? matches(control, words) : control.basic);
    const groups = all || words.length ? [...new Set(seen2.map((control) => control.group))] : [];
    const look = (event) => {
      const path = event.target.closest?.("[data-path]")?.getAttribute("data-path");
      setAbout((before) => path ? controls.find((control) => control.path === path) ?? null : before);
    };
    return /* @__PURE__ */ a3("section", { class: "settings", "aria-label": "Settings", children: [
      /* @__PURE__ */ a3("div", { class: "settings-find", children: [
        /* @__PURE__ */ a3("input", { type: "search", placeholder: "Find a setting", "aria-label": "Find a setting", value: filter, onInput: (event) => setFilter(event.currentTarget.value) }),
        /* @__PURE__ */ a3("label", { children: [
          /* @__PURE__ */ a3("input", { type: "checkbox", checked: all, onChange: (event) => showAll(event.currentTarget.checked) }),
          " All ",
          controls.length
        ] })
      ] }),
      /* @__PURE__ */ a3("div", { class: "settings-list", onMouseOver: look, onFocusIn: look, children: [
        groups.length === 0 ? seen2.map((control) => /* @__PURE__ */ a3(Row, { store: store2, slot, control }, control.path)) : groups.map((group) => /* @__PURE__ */ a3("details", { class: "group", open: words.length > 0 || group === groups[0], children: [
          /* @__PURE__ */ a3("summary", { children: [
            group,
            " ",
            /* @__PURE__ */ a3("span", { class: "soft", children: seen2.filter((control) => control.group === group).length })
          ] }),
          seen2.filter((control) => control.group === group).map((control) => /* @__PURE__ */ a3(Row, { store: store2, slot, control }, control.path))
        ] }, group)),
        seen2.length === 0 && /* @__PURE__ */ a3("p", { class: "soft", children: "No setting is called that." })
      ] }),
      about && /* @__PURE__ */ a3(About, { control: about })
    ] });
  }
  function About({ control }) {
    const range = typeof control.min === "number" && typeof control.max === "number" ? `${control.min} to ${control.max}` : typeof control.min === "number" ? `from ${control.min}` : "";
    const unit = control.unit === "0-1" || control.unit === range.replace(" to ", "-") ? "" : control.unit;
    return /* @__PURE__ */ a3("div", { class: "about-setting", children: [
      /* @__PURE__ */ a3("p", { children: [
        /* @__PURE__ */ a3("strong", { children: control.label }),
        control.meaning.toLowerCase() === control.label.toLowerCase() ? "" : `: ${control.meaning}`
      ] }),
      /* @__PURE__ */ a3("p", { class: "soft", children: [unit, range && `allowed: ${range}`, control.default !== null && control.default !== void 0 ? `usual: ${valueWords(control, control.default)}` : "", control.source && `source: ${control.source}`].filter(Boolean).join(" \xB7 ") })
    ] });
  }
  var changers = /* @__PURE__ */ new WeakMap();
  function changerOf(store2) {
    let found2 = changers.get(store2);
    if (!found2) changers.set(store2, found2 = new Changer(store2));
    return found2;
  }
  function Row({ store: store2, slot, control }) {
    const [shown2, playing, week, turn, chosen] = useStore(store2, (s3) => {
      const one = s3.shown[slot];
      return [one, s3.playing, s3.playing ? -1 : s3.week, one?.film ? turns(one.film, s3.week) : 0, s3.pending[control.path]];
    });
    const now2 = store2.state.week;
    const value = w2(
      () => shown2?.film && !shown2.waiting ? valueAt(shown2.film, control.path, now2) : shown2 ? wanted(shown2.view, control.path, now2) ?? (shown2.film ? valueAt(shown2.film, control.path, now2) : control.default) : control.default,
      [shown2, turn, week]
    );
    A2(() => () => changerOf(store2).end(), []);
    if (!shown2) return null;
    const pending = chosen !== void 0;
    const reset = () => {
      const { [control.path]: _4, ...left } = store2.state.pending;
      store2.set({ pending: left });
      if (isChanged(shown2.view, control.path)) void store2.change(slot ? "b" : "a", (view) => withoutValue(view, control.path));
    };
    return /* @__PURE__ */ a3(
      Setting,
      {
        control,
        value: pending ? chosen : value,
        acts: acts(control, playing ? Math.max(1, now2) : now2),
        from: now2 + 1,
        playing,
        changed: isChanged(shown2.view, control.path),
        pending,
        choose: (to) => changerOf(store2).set(control, to),
        done: () => void 0,
        reset,
        restart: () => void store2.restart()
      }
    );
  }

  // src/keys.ts
  var SPEEDS = [1, 2, 4, 6, 10, 15, 20, 30, 60];
  var faster = (speed) => SPEEDS.find((one) => one > speed) ?? SPEEDS.at(-1);
  var slower = (speed) => SPEEDS.findLast((one) => one < speed) ?? SPEEDS[0];
  var term = (store2) => store2.state.shown[0]?.film?.header.weeks_per_term ?? 13;
  var KEYS = [
    { keys: [" "], shown: "Space", words: "play, pause", act: (store2) => store2.toggle() },
    { keys: ["ArrowRight"], shown: "\u2192", words: "a week on", act: (store2) => store2.step(1) },
    { keys: ["ArrowLeft"], shown: "\u2190", words: "a week back", act: (store2) => store2.step(-1) },
    { keys: ["Shift+ArrowRight"], shown: "Shift \u2192", words: "a term on", act: (store2) => store2.step(term(store2)) },
    { keys: ["Shift+ArrowLeft"], shown: "Shift \u2190", words: "a term back", act: (store2) => store2.step(-term(store2)) },
    { keys: ["Home"], shown: "Home", words: "to the start", act: (store2) => store2.step(-1e6) },
    { keys: ["End"], shown: "End", words: "to the end", act: (store2) => store2.step(1e6) },
    { keys: ["r"], shown: "R", words: "restart", act: (store2) => void store2.restart() },
    { keys: ["+", "="], shown: "+", words: "faster", act: (store2) => store2.setSpeed(faster(store2.state.speed)) },
    { keys: ["-"], shown: "\u2212", words: "slower", act: (store2) => store2.setSpeed(slower(store2.state.speed)) },
    { keys: ["PageDown"], shown: "Page Down", words: "next step of a tour", act: (store2) => store2.stepTour(1) },
    { keys: ["PageUp"], shown: "Page Up", words: "step before", act: (store2) => store2.stepTour(-1) },
    { keys: ["u"], shown: "U", words: "undo", act: (store2) => void store2.undo(), live: true },
    { keys: ["y"], shown: "Y", words: "redo", act: (store2) => void store2.redo(), live: true },
    { keys: ["s"], shown: "S", words: "choose a scenario", act: (store2) => store2.set({ dialog: "scenarios" }), live: true },
    { keys: ["m"], shown: "M", words: "make changes: open or close the controls", act: (store2) => store2.set({ drawer: !store2.state.drawer }), live: true },
    { keys: ["i"], shown: "I", words: "do something now", act: (store2) => store2.set({ dialog: "happen" }), live: true },
    { keys: ["c"], shown: "C", words: "compare", act: (store2) => store2.set({ dialog: "compare" }), live: true },
    { keys: ["k"], shown: "K", words: "link and downloads", act: (store2) => store2.set({ dialog: "link" }), live: true },
    { keys: ["l"], shown: "L", words: "new luck", act: (store2) => void store2.newLuck(), live: true },
    { keys: ["v"], shown: "V", words: "show or hide the weeks to come", act: (store2) => store2.reveal(!store2.state.revealed) },
    { keys: ["f"], shown: "F", words: "follow the chosen person", act: (store2) => store2.follow(!store2.state.following) },
    { keys: ["n"], shown: "N", words: "numbers in the network", act: (store2) => store2.set({ numbers: !store2.state.numbers }) },
    { keys: ["p"], shown: "P", words: "other colours", act: (store2) => store2.set({ palette: store2.state.palette ? 0 : 1 }) },
    { keys: ["b"], shown: "B", words: "big type, for a projector", act: (store2) => store2.set({ large: !store2.state.large }) },
    { keys: ["/"], shown: "/", words: "search a person", act: (store2) => store2.set({ dialog: "search" }) },
    { keys: ["?"], shown: "?", words: "these keys", act: (store2) => store2.set({ dialog: store2.state.dialog === "help" ? null : "help" }) },
    { keys: ["Escape"], shown: "Esc", words: "close, let go of the person", act: (store2) => store2.state.dialog ? store2.set({ dialog: null }) : store2.select(null) }
  ];
  function wants(target, key) {
    if (!(target instanceof HTMLElement)) return false;
    if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return key !== "Escape";
    if (target instanceof HTMLInputElement) {
      if (["checkbox", "radio", "button"].includes(target.type)) return key === " ";
      if (target.type === "range") return /^(Arrow|Home|End|Page)/.test(key);
      return key !== "Escape";
    }
    if (target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement || target.tagName === "SUMMARY") return key === " " || key === "Enter";
    return target.closest("[role=listbox], [role=tablist]") !== null && /^(Arrow|Home|End| |[a-z]$)/i.test(key);
  }
  function listen(store2) {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const name = /^(Arrow|Home|End)/.test(event.key) && event.shiftKey ? `Shift+${event.key}` : event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const key = KEYS.find((one) => one.keys.includes(name));
      if (!key || wants(event.target, event.key) || key.live && store2.state.mode !== "live") return;
      event.preventDefault();
      key.act(store2);
    });
  }

  // src/controls/Dialog.tsx
  var count = 0;
  function Dialog({ title, onClose, wide, children }) {
    const box2 = T2(null);
    const id = T2(`dialog-${++count}`);
    A2(() => {
      const before = document.activeElement;
      const dialog = box2.current;
      dialog.showModal();
      (dialog.querySelector("[data-first]") ?? dialog.querySelector(".dialog-body input, .dialog-body button, .dialog-body a"))?.focus();
      return () => {
        dialog.close();
        if (before instanceof HTMLElement && before.isConnected) before.focus();
      };
    }, []);
    return /* @__PURE__ */ a3(
      "dialog",
      {
        ref: box2,
        class: `dialog${wide ? " wide" : ""}`,
        "aria-labelledby": id.current,
        onCancel: (event) => {
          event.preventDefault();
          onClose();
        },
        onClick: (event) => {
          if (event.target === box2.current) onClose();
        },
        onKeyDown: (event) => {
          if (event.key !== "Escape") event.stopPropagation();
        },
        children: /* @__PURE__ */ a3("div", { class: "dialog-in", children: [
          /* @__PURE__ */ a3("header", { class: "dialog-head", children: [
            /* @__PURE__ */ a3("h2", { id: id.current, children: title }),
            /* @__PURE__ */ a3("button", { type: "button", class: "cross", "aria-label": "Close", onClick: onClose, children: "\xD7" })
          ] }),
          /* @__PURE__ */ a3("div", { class: "dialog-body", children })
        ] })
      }
    );
  }

  // src/controls/Choose.tsx
  var found = (card, words) => {
    const text = `${card.name} ${card.title} ${card.question} ${card.topic ?? ""}`.toLowerCase().replaceAll("_", " ");
    return words.every((word) => text.includes(word));
  };
  function Cards({ cards, choose, now: now2, verb }) {
    const [text, setText] = d2("");
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const seen2 = cards.filter((card) => found(card, words));
    const topics = [...new Set(seen2.map((card) => card.topic ?? ""))].sort((one, other) => Number(one !== "") - Number(other !== ""));
    return /* @__PURE__ */ a3($, { children: [
      /* @__PURE__ */ a3("input", { "data-first": true, type: "search", "aria-label": "Find a scenario", placeholder: "Find a scenario", value: text, onInput: (event) => setText(event.currentTarget.value) }),
      /* @__PURE__ */ a3("p", { class: "hidden", role: "status", children: [
        seen2.length,
        " scenarios"
      ] }),
      topics.map((topic) => /* @__PURE__ */ a3("section", { children: [
        /* @__PURE__ */ a3("h3", { class: "cards-topic", children: topic.replaceAll("_", " ") || "To begin with" }),
        /* @__PURE__ */ a3("ul", { class: "cards", children: seen2.filter((card) => (card.topic ?? "") === topic).map((card) => /* @__PURE__ */ a3("li", { class: card.name === now2 ? "card now" : "card", children: [
          /* @__PURE__ */ a3("h4", { children: card.title }),
          /* @__PURE__ */ a3("p", { children: card.question }),
          /* @__PURE__ */ a3("div", { class: "row", children: [
            /* @__PURE__ */ a3("button", { type: "button", class: "plain", onClick: () => choose(card), "aria-label": `${verb}: ${card.title}`, children: card.name === now2 ? `${verb} (now shown)` : verb }),
            card.finding && /* @__PURE__ */ a3("details", { children: [
              /* @__PURE__ */ a3("summary", { children: "What 30 runs showed" }),
              /* @__PURE__ */ a3("p", { children: card.finding })
            ] })
          ] })
        ] }, card.name)) })
      ] }, topic)),
      seen2.length === 0 && /* @__PURE__ */ a3("p", { class: "soft", children: "No scenario is called that." })
    ] });
  }
  async function openScenario(store2, name) {
    store2.pause();
    store2.endTour();
    store2.set({ pending: {}, dialog: null, revealed: false });
    store2.select(null);
    await store2.show([{ scenario: name, settings: {}, happenings: [], seed: store2.state.shown[0]?.view.seed ?? 0 }], { week: 0 });
  }
  function ScenarioDialog({ store: store2, close }) {
    const [hello, shown2] = useStore(store2, (s3) => [s3.hello, s3.shown]);
    return /* @__PURE__ */ a3(Dialog, { title: "Which school?", onClose: close, wide: true, children: /* @__PURE__ */ a3(Cards, { cards: hello.scenarios, now: shown2[0]?.view.scenario, verb: "Open", choose: (card) => void openScenario(store2, card.name) }) });
  }
  function CompareDialog({ store: store2, close }) {
    const [hello, shown2] = useStore(store2, (s3) => [s3.hello, s3.shown]);
    const mine = shown2[shown2.length === 2 ? store2.state.edits : 0]?.view;
    if (!mine) return null;
    const card = hello.scenarios.find((one) => one.name === mine.scenario);
    const contrast = hello.scenarios.find((one) => one.name === card?.contrast);
    const plain = (name) => ({ scenario: name, settings: {}, happenings: [], seed: mine.seed });
    const go = (views, edits) => {
      store2.set({ edits, dialog: null, pending: {} });
      void store2.show(views);
    };
    return /* @__PURE__ */ a3(Dialog, { title: "Compare", onClose: close, wide: true, children: [
      /* @__PURE__ */ a3("p", { children: "Two schools under one scrubber, with the same luck: the same people, the same encounters as long as nothing differs. What is different comes from the change." }),
      /* @__PURE__ */ a3("ul", { class: "cards", children: [
        /* @__PURE__ */ a3("li", { class: "card", children: [
          /* @__PURE__ */ a3("h4", { children: isTouched(mine) ? "The school before my changes" : "The same school twice" }),
          /* @__PURE__ */ a3("p", { children: isTouched(mine) ? "A: as the scenario has it. B: with what you changed." : "A stays as it is. What you change from now on happens in B." }),
          /* @__PURE__ */ a3("button", { type: "button", class: "main", "data-first": true, onClick: () => go([untouched(mine), mine], 1), children: isTouched(mine) ? "Compare with before" : "Compare with itself" })
        ] }),
        contrast && /* @__PURE__ */ a3("li", { class: "card", children: [
          /* @__PURE__ */ a3("h4", { children: contrast.title }),
          /* @__PURE__ */ a3("p", { children: "What this scenario is set against." }),
          /* @__PURE__ */ a3("button", { type: "button", class: "plain", onClick: () => go([plain(contrast.name), mine], 1), children: [
            "Compare with ",
            contrast.title
          ] })
        ] }),
        shown2.length === 2 && /* @__PURE__ */ a3("li", { class: "card", children: [
          /* @__PURE__ */ a3("h4", { children: "One school only" }),
          /* @__PURE__ */ a3("div", { class: "row", children: [
            shown2.map((one, k2) => /* @__PURE__ */ a3("button", { type: "button", class: "plain", onClick: () => go([one.view], 1), children: [
              "Keep ",
              "AB"[k2],
              ": ",
              one.film?.header.title ?? one.view.scenario
            ] }, k2)),
            /* @__PURE__ */ a3("button", { type: "button", class: "plain", onClick: () => go([shown2[1].view, shown2[0].view], 1 - store2.state.edits), children: "Change sides" })
          ] })
        ] })
      ] }),
      /* @__PURE__ */ a3("details", { class: "beside", children: [
        /* @__PURE__ */ a3("summary", { children: "Another scenario beside it" }),
        /* @__PURE__ */ a3(Cards, { cards: hello.scenarios, verb: "Compare", choose: (other) => go([mine, plain(other.name)], 1) })
      ] })
    ] });
  }

  // src/controls/Happen.tsx
  var short = (name) => name.split("/").at(-1).replaceAll("_", " ");
  function entryOf(intervention, values2) {
    const entry = { do: intervention.do };
    for (const field of intervention.fields) {
      const value = values2[field.key];
      if (value === void 0 || value === "" || value === null) continue;
      if (field.kind === "leadership") entry[field.key] = { preset: value };
      else if (Array.isArray(value) || JSON.stringify(value) !== JSON.stringify(field.default)) entry[field.key] = value;
    }
    return entry;
  }
  function HappenDialog({ store: store2, close }) {
    const [hello, shown2, week] = useStore(store2, (s3) => [s3.hello, s3.shown, s3.week]);
    const [chosen, choose] = d2(hello?.interventions[0]?.do ?? null);
    const slot = store2.edited;
    const one = shown2[slot === "b" ? 1 : 0];
    const film = one?.film;
    if (!film) return null;
    const over = week >= film.weeks;
    const intervention = hello.interventions.find((item) => item.do === chosen);
    const act = (entry) => {
      close();
      void store2.happen(slot, entry);
    };
    const list = added(one.view, hello.controls, film).filter((item) => item.week > 0);
    return /* @__PURE__ */ a3(Dialog, { title: `What happens in week ${week + 1}${shown2.length === 2 ? ` in school ${slot.toUpperCase()}` : ""}?`, onClose: close, wide: true, children: [
      over && /* @__PURE__ */ a3("p", { class: "warn", children: "The run ends here, so nothing can happen after it. Go back to an earlier week, or let the run last longer (setting \u201Cweeks\u201D)." }),
      /* @__PURE__ */ a3("label", { class: "happen-short", children: [
        "What happens? ",
        /* @__PURE__ */ a3("select", { value: chosen ?? "", onChange: (event) => choose(event.currentTarget.value), children: hello.interventions.map((item) => /* @__PURE__ */ a3("option", { value: item.do, children: item.label }, item.do)) })
      ] }),
      /* @__PURE__ */ a3("div", { class: "happen", children: [
        /* @__PURE__ */ a3("ul", { class: "pick", "aria-label": "What may happen", children: hello.interventions.map((item, k2) => /* @__PURE__ */ a3("li", { children: /* @__PURE__ */ a3("button", { type: "button", ...k2 === 0 ? { "data-first": true } : {}, "aria-pressed": item.do === chosen, onClick: () => choose(item.do), children: [
          /* @__PURE__ */ a3("strong", { children: item.label }),
          " ",
          /* @__PURE__ */ a3("span", { class: "soft", children: item.meaning })
        ] }) }, item.do)) }),
        intervention ? /* @__PURE__ */ a3(Form, { store: store2, film, intervention, week, over, act }, intervention.do) : /* @__PURE__ */ a3("p", { class: "soft happen-form", children: "Choose what happens. Weeks gone by stay as they are." })
      ] }),
      list.length > 0 && /* @__PURE__ */ a3("section", { children: [
        /* @__PURE__ */ a3("h3", { children: "Added so far" }),
        /* @__PURE__ */ a3("ul", { class: "added-list", children: list.map((item, k2) => /* @__PURE__ */ a3("li", { children: [
          "Week ",
          item.week,
          ": ",
          item.words,
          " ",
          /* @__PURE__ */ a3("button", { type: "button", class: "quiet", "aria-label": `Remove: ${item.words}`, onClick: () => void store2.change(slot, item.without), children: "remove" })
        ] }, k2)) })
      ] })
    ] });
  }
  function Form({ store: store2, film, intervention, week, over, act }) {
    const { selection } = store2.state;
    const start = {};
    for (const field of intervention.fields) {
      start[field.key] = field.default ?? void 0;
      const person = field.kind === "person" && selection?.kind === "person" ? film.number(selection.key) : -1;
      if (person >= 0 && film.inPost(person, week)) start[field.key] = film.people[person].post;
    }
    const [values2, setValues] = d2(start);
    const fields = intervention.fields.filter((field) => field.kind !== "organisation" || film.header.organisations.length > 1);
    return /* @__PURE__ */ a3("form", { class: "happen-form", onSubmit: (event) => {
      event.preventDefault();
      if (!over) act(entryOf(intervention, values2));
    }, children: [
      /* @__PURE__ */ a3("h3", { children: intervention.label }),
      /* @__PURE__ */ a3("p", { children: intervention.meaning }),
      fields.map((field) => /* @__PURE__ */ a3(FieldInput, { field, value: values2[field.key], film, week, set: (value) => setValues({ ...values2, [field.key]: value }) }, field.key)),
      intervention.source && /* @__PURE__ */ a3("p", { class: "soft", children: [
        "Source: ",
        intervention.source
      ] }),
      /* @__PURE__ */ a3("button", { type: "submit", class: "main", disabled: over, children: [
        "Do it in week ",
        week + 1
      ] })
    ] });
  }
  function FieldInput({ field, value, film, week, set: set2 }) {
    const id = `field-${field.key}`;
    const text = value === void 0 || value === null ? "" : String(value);
    const hint = field.meaning ? /* @__PURE__ */ a3("p", { class: "soft", id: `${id}-hint`, children: [
      field.meaning,
      field.unit && !field.meaning.includes(field.unit) ? ` (${field.unit})` : ""
    ] }) : null;
    const common = { id, "aria-describedby": hint ? `${id}-hint` : void 0, required: !field.optional };
    const teams = film.header.teams.map((team) => team.name);
    const select = (options, none) => /* @__PURE__ */ a3("select", { ...common, value: text, onChange: (event) => set2(event.currentTarget.value || void 0), children: [
      none !== null && /* @__PURE__ */ a3("option", { value: "", children: none }),
      options.map(([key, words2]) => /* @__PURE__ */ a3("option", { value: key, children: words2 }, key))
    ] });
    const people = () => film.people.flatMap((person, k2) => film.inPost(k2, week) ? [[person.post, `${person.name}, ${person.role.replaceAll("_", " ")}, ${short(teams[film.teamOf(k2, week)] ?? "")}`]] : []);
    const words = (name) => [name, name.replaceAll("_", " ")];
    let input;
    if (field.kind === "switch") input = /* @__PURE__ */ a3("input", { ...common, required: false, type: "checkbox", role: "switch", class: "tick-box", checked: value === true, onChange: (event) => set2(event.currentTarget.checked) });
    else if (field.kind === "choice") input = select((field.choices ?? []).map(words), field.optional && (field.default === null || field.default === void 0) ? "as usual" : null);
    else if (field.kind === "leadership") input = select((field.choices ?? []).map(words), "as before");
    else if (field.kind === "organisation") input = select(film.header.organisations.map(words), "all");
    else if (field.kind === "person") input = select([...(field.choices ?? []).map((who) => [who, `the ${who}`]), ...people()], field.optional ? null : "Choose a person");
    else if (field.kind === "places") return /* @__PURE__ */ a3(Places, { field, film, value: Array.isArray(value) ? value.map(String) : [], set: set2 });
    else if (field.kind === "number" || field.kind === "integer")
      input = /* @__PURE__ */ a3("input", { ...common, type: "number", value: text, min: field.min ?? void 0, max: field.max ?? void 0, step: field.kind === "integer" ? 1 : "any", onInput: (event) => set2(event.currentTarget.value === "" ? void 0 : Number(event.currentTarget.value)) });
    else input = /* @__PURE__ */ a3("input", { ...common, type: "text", maxLength: 200, value: text, onInput: (event) => set2(event.currentTarget.value) });
    return /* @__PURE__ */ a3("div", { class: "field", children: [
      /* @__PURE__ */ a3("label", { for: id, children: field.label }),
      input,
      hint
    ] });
  }
  function Places({ field, film, value, set: set2 }) {
    const { teams, organisations } = film.header;
    const names = [...organisations.length > 1 ? organisations : [], ...teams.map((team) => team.name)];
    const said = (name) => name.includes("/") && organisations.length === 1 ? short(name) : name.replaceAll("_", " ");
    if (field.key === "merge")
      return /* @__PURE__ */ a3("fieldset", { class: "field", children: [
        /* @__PURE__ */ a3("legend", { children: field.label }),
        [0, 1].map((k2) => /* @__PURE__ */ a3("select", { required: true, "aria-label": k2 ? "joins it" : "stays", value: value[k2] ?? "", onChange: (event) => set2(k2 ? [value[0] ?? "", event.currentTarget.value] : [event.currentTarget.value, value[1] ?? ""]), children: [
          /* @__PURE__ */ a3("option", { value: "", children: k2 ? "which joins it" : "which stays" }),
          names.map((name) => /* @__PURE__ */ a3("option", { value: name, children: said(name) }, name))
        ] }, k2)),
        /* @__PURE__ */ a3("p", { class: "soft", children: field.meaning })
      ] });
    return /* @__PURE__ */ a3("fieldset", { class: "field places", children: [
      /* @__PURE__ */ a3("legend", { children: field.label }),
      names.map((name) => /* @__PURE__ */ a3("label", { children: [
        /* @__PURE__ */ a3("input", { type: "checkbox", checked: value.includes(name), onChange: (event) => set2(event.currentTarget.checked ? [...value, name] : value.filter((one) => one !== name)) }),
        " ",
        said(name)
      ] }, name)),
      /* @__PURE__ */ a3("p", { class: "soft", children: field.meaning })
    ] });
  }

  // src/film.ts
  var MAGIC = "TSF1";
  var KINDS = { u8: Uint8Array, u16: Uint16Array, i16: Int16Array, u32: Uint32Array, f32: Float32Array };
  var trustOf = (code) => code === 0 ? NaN : (code - 1) / 254;
  async function unzipped(bytes) {
    if (bytes[0] !== 31 || bytes[1] !== 139) return bytes;
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }
  function decode(bytes) {
    const magic = String.fromCharCode(...bytes.subarray(0, 4));
    if (magic !== MAGIC) throw new Error(`not a film: it begins with ${JSON.stringify(magic)}, not ${MAGIC}`);
    const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + size)));
    const start = Math.ceil((8 + size) / 8) * 8;
    const whole = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
    return new Film(header, whole, start);
  }
  function decoded(place, bytes, start) {
    const length = place.shape.reduce((product, extent) => product * extent, 1);
    const raw = new KINDS[place.type](bytes.buffer, bytes.byteOffset + start + place.at, length);
    if (place.coding === "plain") return raw;
    const out = raw.slice();
    const row = place.shape[place.shape.length - 1] ?? 1;
    const xor = place.coding === "xor";
    for (let at = 0; at < length; at += row)
      for (let k2 = at + 1; k2 < at + row; k2++) out[k2] = xor ? out[k2] ^ out[k2 - 1] : out[k2] + out[k2 - 1];
    return out;
  }
  var Film = class {
    constructor(header, bytes, start) {
      this.header = header;
      this.bytes = bytes;
      this.start = start;
      this.weeks = header.weeks;
      this.width = header.weeks + 1;
      this.people = header.people;
      this.pairCount = header.arrays["pairs"]?.shape[0] ?? 0;
      this.columnAt = new Map(Object.keys(header.columns).map((name, k2) => [name, k2]));
    }
    header;
    bytes;
    start;
    weeks;
    /** Columns of an array: weeks + 1. */
    width;
    pairCount;
    people;
    cache = /* @__PURE__ */ new Map();
    byKey = null;
    rowOfPair = null;
    columnAt;
    has(name) {
      return name in this.header.arrays;
    }
    /** An array as it was before coding, decoded when first asked for. */
    array(name) {
      let found2 = this.cache.get(name);
      if (!found2) {
        const place = this.header.arrays[name];
        if (!place) throw new Error(`this film has no array ${name}`);
        found2 = decoded(place, this.bytes, this.start);
        this.cache.set(name, found2);
      }
      return found2;
    }
    /** A weekly column over all weeks (NaN: blank); undefined if this film has none of that name. */
    weekly(column) {
      const at = this.columnAt.get(column);
      return at === void 0 ? void 0 : this.array("weekly").subarray(at * this.width, (at + 1) * this.width);
    }
    /** A weekly figure; NaN where it is blank. */
    figure(column, week) {
      return this.weekly(column)?.[week] ?? NaN;
    }
    /** Staff number of a person, or -1. */
    number(key) {
      this.byKey ??= new Map(this.people.map((person, k2) => [person.key, k2]));
      return this.byKey.get(key) ?? -1;
    }
    /** In post at the end of a week. */
    inPost(person, week) {
      const { joined, left } = this.people[person];
      return joined <= week && (left === null || week < left);
    }
    /** Team of a person in a week. */
    teamOf(person, week) {
      return this.has("team") ? this.array("team")[person * this.width + week] : this.people[person].team;
    }
    /** The tie that `holder` has with `other`; null if they never met. */
    side(holder, other) {
      if (!this.rowOfPair) {
        this.rowOfPair = /* @__PURE__ */ new Map();
        const pairs = this.array("pairs");
        for (let p3 = 0; p3 < this.pairCount; p3++) this.rowOfPair.set(pairs[2 * p3] * 65536 + pairs[2 * p3 + 1], p3);
      }
      const pair = this.rowOfPair.get(Math.min(holder, other) * 65536 + Math.max(holder, other));
      return pair === void 0 ? null : { holder, other, row: 2 * pair + (holder < other ? 0 : 1) };
    }
    /** A coded value (trust, scar, trust_given, ...) of a row in a week; NaN where there is none. */
    coded(name, row, week) {
      return trustOf(this.array(name)[row * this.width + week]);
    }
    /** A coded row over all weeks. */
    codes(name, row) {
      return this.array(name).subarray(row * this.width, (row + 1) * this.width);
    }
    /** Belief in quality `q` on a side of a tie. */
    belief(q2, row, week) {
      return this.coded("beliefs", q2 * 2 * this.pairCount + row, week);
    }
    bits(row, week) {
      return this.array("state")[(row >> 1) * this.width + week];
    }
    known(row, week) {
      return this.array("trust")[row * this.width + week] > 0;
    }
    active(row, week) {
      return (this.bits(row, week) & 1) !== 0;
    }
    working(row, week) {
      return (this.bits(row, week) & 2) !== 0;
    }
    stage(row, week) {
      return this.bits(row, week) >> 2 + 2 * (row & 1) & 3;
    }
    asksAdvice(row, week) {
      return (this.bits(row, week) >> 6 + (row & 1) & 1) !== 0;
    }
    /** Sides that a person holds towards everybody they know in a week. */
    sidesOf(person, week) {
      const pairs = this.array("pairs");
      const found2 = [];
      for (let p3 = 0; p3 < this.pairCount; p3++) {
        const a5 = pairs[2 * p3], b = pairs[2 * p3 + 1];
        if (a5 !== person && b !== person) continue;
        const row = 2 * p3 + (a5 === person ? 0 : 1);
        if (this.known(row, week)) found2.push({ holder: person, other: a5 === person ? b : a5, row });
      }
      return found2;
    }
  };

  // src/live.ts
  var MOST_BYTES = 64 * 1024;
  var FIRST_WAIT = 500;
  var LONGEST_WAIT = 8e3;
  var REFUSED = [1008, 1009];
  var wait = (tries, chance) => Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries, 10)) * (0.75 + 0.5 * chance);
  var address = () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws${location.search}`;
  var connect = () => new WebSocket(address());
  var OPEN = 1;
  var LiveSource = class {
    constructor(dial = connect, chance = Math.random) {
      this.dial = dial;
      this.chance = chance;
      this.begin();
      if (typeof window !== "undefined") {
        window.addEventListener("online", this.retry);
        document.addEventListener("visibilitychange", this.retry);
      }
    }
    dial;
    chance;
    mode = "live";
    wire = null;
    open = /* @__PURE__ */ new Map();
    /** The request that fills a slot now; an older one is void. */
    latest = /* @__PURE__ */ new Map();
    last = 0;
    tries = 0;
    timer;
    tell = () => void 0;
    closed = false;
    version = null;
    onConnection(take) {
      this.tell = take;
    }
    /** Try at once instead of waiting. */
    retry = () => {
      if (this.closed || this.wire) return;
      clearTimeout(this.timer);
      this.begin();
    };
    close() {
      this.closed = true;
      clearTimeout(this.timer);
      if (typeof window !== "undefined") {
        window.removeEventListener("online", this.retry);
        document.removeEventListener("visibilitychange", this.retry);
      }
      this.wire?.close();
      for (const one of this.open.values()) one.fail(new Superseded());
      this.open.clear();
    }
    begin() {
      const wire = this.dial();
      this.wire = wire;
      wire.binaryType = "arraybuffer";
      wire.onopen = () => {
        const again = this.tries > 0;
        this.tries = 0;
        this.tell("open", null);
        for (const [id, one] of this.open) this.send(id, one.asked);
        if (again && this.version !== null && ![...this.open.values()].some((one) => one.asked.do === "hello")) void this.greet();
      };
      wire.onmessage = ({ data }) => void this.hear(data);
      wire.onclose = ({ code, reason }) => this.lost(wire, code, reason);
    }
    lost(wire, code, reason) {
      if (this.wire !== wire) return;
      wire.onopen = wire.onmessage = wire.onclose = null;
      this.wire = null;
      if (this.closed) return;
      if (REFUSED.includes(code)) {
        const problem = new Troubles([{ message: reason || "The server refused this request" }]);
        for (const one of this.open.values()) one.fail(problem);
        this.open.clear();
      }
      const pause = wait(this.tries++, this.chance());
      this.timer = setTimeout(() => this.begin(), pause);
      this.tell("lost", "The simulator does not answer. Is run_sim.py serve still running? You can go on looking at this run; changes wait until it is back. Trying again by itself.");
    }
    /** After a return: is it still the same server? */
    async greet() {
      const before = this.version;
      const { version } = await this.hello();
      if (version !== before) this.tell("open", `The simulator is now version ${version}, and this page is of ${before}: load the page anew.`);
    }
    async hear(data) {
      let id = -1;
      try {
        if (typeof data === "string") {
          const reply = JSON.parse(data);
          id = reply.id ?? -1;
          if (reply.kind === "problem") this.end(id, new Troubles(reply.problems ?? []));
          else if (this.open.get(id)?.take(reply)) this.open.delete(id);
        } else {
          const film = decode(await unzipped(new Uint8Array(data)));
          id = film.header.id;
          if (this.open.get(id)?.take(film)) this.open.delete(id);
        }
      } catch (problem) {
        this.end(id, problem);
      }
    }
    end(id, problem) {
      const one = this.open.get(id);
      this.open.delete(id);
      one?.fail(problem);
    }
    send(id, asked) {
      if (this.wire?.readyState === OPEN) this.wire.send(JSON.stringify({ id, ...asked }));
    }
    ask(asked, take, fail) {
      const id = ++this.last;
      const bytes = new TextEncoder().encode(JSON.stringify(asked)).length;
      if (bytes > MOST_BYTES - 32) {
        fail(new Troubles([{ message: "This is more than one request may hold", given: `${bytes} bytes`, allowed: `at most ${MOST_BYTES} bytes` }]));
        return id;
      }
      this.open.set(id, { asked, take, fail });
      this.send(id, asked);
      return id;
    }
    once(asked, place) {
      return new Promise((resolve, reject) => {
        const take = (reply) => {
          resolve(reply);
          return true;
        };
        const older = place === void 0 ? void 0 : this.latest.get(place);
        if (older !== void 0) this.end(older, new Superseded());
        const id = this.ask(asked, take, reject);
        if (place !== void 0) this.latest.set(place, id);
      });
    }
    async hello() {
      const hello = await this.once({ do: "hello" });
      this.version = hello.version;
      return hello;
    }
    film(view, slot) {
      return this.once({ do: "film", view, slot }, `film ${slot}`);
    }
    pair(a5, b) {
      return this.once({ do: "pair", a: a5, b }, "pair");
    }
    band(view, slot, take) {
      const id = this.ask({ do: "band", view, slot }, (reply) => {
        const band = reply;
        take(band);
        return band.last === true;
      }, () => void 0);
      return () => void this.open.delete(id);
    }
    why(view, about) {
      return this.once({ do: "why", view, ...about }, "why");
    }
    yaml(view) {
      return this.once({ do: "yaml", view });
    }
    dataUrl(view) {
      const query2 = new URLSearchParams(location.search);
      query2.set("view", JSON.stringify(view));
      return `/data?${query2}`;
    }
  };

  // src/controls/Notices.tsx
  function Notices({ store: store2 }) {
    const [notice, connection, troubles, hello] = useStore(store2, (s3) => [s3.notice, s3.connection, s3.troubles, s3.hello]);
    return /* @__PURE__ */ a3("div", { class: "notices", children: [
      /* @__PURE__ */ a3("div", { role: "status", "aria-live": "polite", children: notice && /* @__PURE__ */ a3("div", { class: `notice ${connection}`, children: [
        /* @__PURE__ */ a3("p", { children: notice }),
        store2.source instanceof LiveSource && connection === "lost" && /* @__PURE__ */ a3("button", { type: "button", class: "plain", onClick: store2.source.retry, children: "Try now" })
      ] }) }),
      /* @__PURE__ */ a3("div", { role: "alert", children: troubles.length > 0 && /* @__PURE__ */ a3("div", { class: "notice trouble", children: [
        /* @__PURE__ */ a3("h2", { children: "That cannot be shown" }),
        /* @__PURE__ */ a3("ul", { children: troubles.map((trouble, k2) => /* @__PURE__ */ a3("li", { children: /* @__PURE__ */ a3(TroubleText, { trouble, controls: hello?.controls ?? [] }) }, k2)) }),
        /* @__PURE__ */ a3("button", { type: "button", class: "plain", onClick: () => store2.set({ troubles: [] }), children: "Close" })
      ] }) })
    ] });
  }
  var shown = (value) => typeof value === "string" ? value : JSON.stringify(value);
  function TroubleText({ trouble, controls }) {
    const { message, key, given, allowed, nearest } = trouble;
    const path = key?.replace(/^happenings\[\d+\]\.?/, "");
    const label = controls.find((control) => control.path === path)?.label ?? path;
    return /* @__PURE__ */ a3($, { children: [
      label && /* @__PURE__ */ a3("strong", { children: [
        label,
        ": "
      ] }),
      message,
      ".",
      given !== void 0 && given !== null && /* @__PURE__ */ a3($, { children: [
        " Given: ",
        shown(given),
        "."
      ] }),
      allowed !== void 0 && allowed !== null && /* @__PURE__ */ a3($, { children: [
        " Allowed: ",
        typeof allowed === "string" ? allowed : JSON.stringify(allowed),
        "."
      ] }),
      nearest && /* @__PURE__ */ a3($, { children: [
        " Did you mean \u201C",
        nearest,
        "\u201D?"
      ] })
    ] });
  }

  // src/link.ts
  var LONGEST = 2e4;
  var NOT_A_KEY = ["__proto__", "constructor", "prototype"];
  var encoded = (text) => encodeURIComponent(text).replace(/%2F/g, "/").replace(/%20/g, "+");
  var decoded2 = (text) => decodeURIComponent(text.replace(/\+/g, "%20"));
  function written(value) {
    if (typeof value !== "string") return JSON.stringify(value);
    try {
      JSON.parse(value);
      return JSON.stringify(value);
    } catch {
      return value;
    }
  }
  function read(text) {
    try {
      return JSON.parse(text, (key, value) => NOT_A_KEY.includes(key) ? void 0 : value);
    } catch {
      return text;
    }
  }
  var isMapping2 = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  function leaves(value, before = "") {
    return Object.entries(value).flatMap(([key, inner]) => isMapping2(inner) && Object.keys(inner).length && Object.keys(inner).every((one) => !one.includes(".")) ? leaves(inner, `${before}${key}.`) : [[`${before}${key}`, inner]]);
  }
  function grown(all) {
    const whole = {};
    for (const [path, value] of all) {
      const keys = path.split(".");
      if (keys.some((key) => !key || NOT_A_KEY.includes(key))) continue;
      let at = whole;
      for (const key of keys.slice(0, -1)) at = isMapping2(at[key]) ? at[key] : at[key] = {};
      at[keys.at(-1)] = value;
    }
    return whole;
  }
  var doing = ({ week, do: what, ...fields }) => [String(week), encoded(what), ...leaves(fields).map(([path, value]) => `${encoded(path)}:${encoded(written(value))}`)].join(",");
  function done(text) {
    const [week, what, ...fields] = text.split(",");
    if (!what || !Number.isSafeInteger(Number(week)) || Number(week) < 1) return null;
    const pairs = fields.map((field) => {
      const colon = field.indexOf(":");
      return [decoded2(field.slice(0, colon)), read(decoded2(field.slice(colon + 1)))];
    });
    return { ...grown(pairs), week: Number(week), do: decoded2(what) };
  }
  function viewParts(view, before, seed) {
    return [
      `${before}scenario=${encoded(view.scenario)}`,
      ...seed ? [`${before}seed=${view.seed}`] : [],
      ...Object.entries(view.settings).map(([path, value]) => `${before}set.${encoded(path)}=${encoded(written(value))}`),
      ...view.happenings.map((one) => `${before}do=${doing(one)}`)
    ];
  }
  function selectionPart(selection) {
    return selection.kind === "person" ? `person=${encoded(selection.key)}` : `tie=${encoded(selection.holder)},${encoded(selection.other)}`;
  }
  function linkOf({ shown: shown2, week, selection, palette: palette2, large, revealed }) {
    const [a5, b] = shown2.map((one) => one.view);
    if (!a5) return "";
    return [
      ...viewParts(a5, "", true),
      ...b ? viewParts(b, "b.", b.seed !== a5.seed) : [],
      ...week ? [`week=${week}`] : [],
      ...selection ? [selectionPart(selection)] : [],
      ...palette2 ? ["colours=1"] : [],
      ...large ? ["large=1"] : [],
      ...revealed ? ["reveal=1"] : []
    ].join("&");
  }
  var count2 = (text) => text !== void 0 && /^\d{1,15}$/.test(text) ? Number(text) : null;
  function linked(fragment) {
    const text = fragment.replace(/^#/, "");
    if (text.length > LONGEST) return null;
    try {
      const views = {};
      const only = {};
      const view = (before) => views[before] ??= { scenario: "", settings: {}, happenings: [], seed: -1 };
      for (const part of text.split("&")) {
        const equals = part.indexOf("=");
        if (equals < 1) continue;
        const key = part.slice(0, equals), value = part.slice(equals + 1);
        const before = key.startsWith("b.") ? "b." : "";
        const name = key.slice(before.length);
        if (name === "scenario") view(before).scenario = decoded2(value);
        else if (name === "seed") view(before).seed = count2(value) ?? 0;
        else if (name === "do") {
          const one = done(value);
          if (one) view(before).happenings.push(one);
        } else if (name.startsWith("set.")) {
          const path = decoded2(name.slice(4));
          if (path && !path.split(".").some((part2) => NOT_A_KEY.includes(part2))) view(before).settings[path] = read(decoded2(value));
        } else only[name] = value;
      }
      const a5 = views[""], b = views["b."];
      if (!a5?.scenario) return null;
      if (a5.seed < 0) a5.seed = 0;
      if (b && b.seed < 0) b.seed = a5.seed;
      const more = {
        week: count2(only["week"]) ?? 0,
        palette: only["colours"] === "1" ? 1 : 0,
        large: only["large"] === "1",
        revealed: only["reveal"] === "1",
        selection: null
      };
      const tie = only["tie"]?.split(",").map(decoded2);
      if (only["person"]) more.selection = { kind: "person", key: decoded2(only["person"]) };
      else if (tie?.length === 2) more.selection = { kind: "tie", holder: tie[0], other: tie[1] };
      return { views: b?.scenario ? [a5, b] : [a5], more };
    } catch {
      return null;
    }
  }
  var EVERY = 400;
  function keepAddress(store2) {
    let viewsThen = JSON.stringify(store2.views);
    let written2 = location.hash;
    let timer2;
    const write = () => {
      timer2 = void 0;
      const { shown: shown2, mode } = store2.state;
      if (!shown2.length) return;
      const hash = `#${linkOf(store2.state)}`;
      const views = JSON.stringify(store2.views);
      if (hash === written2) return;
      const anew = views !== viewsThen && mode === "live" && written2 !== "";
      [written2, viewsThen] = [hash, views];
      try {
        if (anew) history.pushState(null, "", hash);
        else history.replaceState(null, "", hash);
      } catch {
      }
    };
    store2.subscribe(() => {
      if (store2.state.playing && JSON.stringify(store2.views) === viewsThen) return;
      clearTimeout(timer2);
      timer2 = setTimeout(write, EVERY);
    });
    window.addEventListener("popstate", () => {
      const there = location.hash && location.hash !== written2 ? linked(location.hash) : null;
      if (!there) return;
      clearTimeout(timer2);
      written2 = location.hash;
      viewsThen = JSON.stringify(there.views);
      store2.pause();
      const { week, ...more } = there.more;
      store2.set(more);
      if (store2.state.mode === "live") void store2.show(there.views, { week: week ?? 0 });
      else store2.setWeek(week ?? 0);
    });
  }

  // src/controls/picture.ts
  var MARGIN = 24;
  var SCALE = 2;
  var PARTS = ".stage, .side-charts";
  var LEFT_OUT = ".hidden, .tip, .popover, .fronts, button.quiet, .chart > header button, .table, select";
  var font2 = (size, weight = 400) => `${weight} ${size}px system-ui, "DejaVu Sans", sans-serif`;
  var seen = (element) => element.getClientRects().length > 0 && !element.matches(LEFT_OUT) && getComputedStyle(element).visibility !== "hidden";
  async function picture(state) {
    const parts = [...document.querySelectorAll(PARTS)].filter(seen);
    const lines = captionOf(state);
    const boxes = parts.map((part) => ({ part, left: part.getBoundingClientRect().left, top: part.getBoundingClientRect().top, width: part.offsetWidth, height: Math.max(part.scrollHeight, part.offsetHeight) }));
    const head = MARGIN + 36 + 22 * (lines.length - 1) + 14;
    const left = Math.min(...boxes.map((box2) => box2.left)), top = Math.min(...boxes.map((box2) => box2.top));
    const width = Math.max(600, ...boxes.map((box2) => box2.left + box2.width - left)) + 2 * MARGIN;
    const height = head + Math.max(...boxes.map((box2) => box2.top + box2.height - top)) + MARGIN;
    const sheet = document.createElement("canvas");
    sheet.width = Math.ceil(width * SCALE);
    sheet.height = Math.ceil(height * SCALE);
    const pen = sheet.getContext("2d");
    pen.scale(SCALE, SCALE);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = "#1d2329";
    pen.textBaseline = "top";
    lines.forEach((line, k2) => {
      pen.font = k2 === 0 ? font2(24, 600) : font2(15);
      pen.fillText(line, MARGIN, k2 === 0 ? MARGIN : MARGIN + 36 + 22 * (k2 - 1), width - 2 * MARGIN);
    });
    pen.translate(MARGIN - left, head - top);
    for (const { part } of boxes) await paint(pen, part);
    const blob = await new Promise((done2, fail) => sheet.toBlob((made) => made ? done2(made) : fail(new Error("The browser could not make the picture")), "image/png"));
    return { blob, name: nameOf(state) };
  }
  async function paint(pen, element) {
    if (!seen(element)) return;
    const box2 = element.getBoundingClientRect(), style = getComputedStyle(element);
    if (element instanceof HTMLCanvasElement) {
      if (element.width && element.height) pen.drawImage(element, box2.left, box2.top, box2.width, box2.height);
      return;
    }
    if (element instanceof SVGSVGElement) {
      await paintDrawing(pen, element, box2);
      return;
    }
    if (style.backgroundColor !== "rgba(0, 0, 0, 0)") {
      pen.fillStyle = style.backgroundColor;
      pen.fillRect(box2.left, box2.top, box2.width, box2.height);
    }
    for (const node of element.childNodes) {
      if (node instanceof Element) await paint(pen, node);
      else if (node instanceof Text) paintWords(pen, node, style);
    }
  }
  function paintWords(pen, node, style) {
    const range = document.createRange();
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    pen.fillStyle = style.color;
    pen.textBaseline = "middle";
    for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const box2 = range.getBoundingClientRect();
      if (box2.width) pen.fillText(word, box2.left, box2.top + box2.height / 2);
    }
  }
  async function paintDrawing(pen, drawing, box2) {
    const copy2 = drawing.cloneNode(true);
    const own = [drawing, ...drawing.querySelectorAll("*")], copies = [copy2, ...copy2.querySelectorAll("*")];
    own.forEach((one, k2) => {
      const style = getComputedStyle(one);
      for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "color"]) copies[k2].setAttribute(name, style.getPropertyValue(name));
    });
    copy2.setAttribute("width", String(box2.width));
    copy2.setAttribute("height", String(box2.height));
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy2))}`;
    try {
      await image.decode();
      pen.drawImage(image, box2.left, box2.top, box2.width, box2.height);
    } catch {
    }
  }
  function captionOf({ shown: shown2, week }) {
    const headers = shown2.flatMap(({ film }) => film ? [film.header] : []);
    const changes = (k2) => {
      const { settings, happenings } = shown2[k2].view;
      const count3 = Object.keys(settings).length + happenings.length;
      return count3 ? `, ${count3} ${count3 === 1 ? "change" : "changes"}` : "";
    };
    return [
      headers.map((header, k2) => `${headers.length > 1 ? `${"AB"[k2]}: ` : ""}${header.title}`).join("    "),
      `${headers.map((header, k2) => `${header.name}${changes(k2)}`).join(" | ")}, seed ${String(headers[0]?.seed ?? 0)}, week ${week} of ${Math.max(0, ...headers.map((header) => header.weeks))}`,
      `trustsim ${headers[0]?.version ?? ""}`
    ];
  }
  var nameOf = ({ shown: shown2, week }) => `${shown2.map(({ view }) => view.scenario.replaceAll(/[^\w-]+/g, "_")).join("-and-")}-seed${String(shown2[0]?.view.seed ?? 0)}-week${week}.png`;

  // src/controls/Share.tsx
  function save(name, content) {
    const url = URL.createObjectURL(content);
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1e4);
  }
  function ShareDialog({ store: store2, close }) {
    const [shown2, connection] = useStore(store2, (s3) => [s3.shown, s3.connection]);
    const [said, say] = d2("");
    const field = T2(null);
    const address2 = `${location.origin}${location.pathname}${location.search}#${linkOf(store2.state)}`;
    const copy2 = async () => {
      try {
        await navigator.clipboard.writeText(address2);
        say("Copied.");
      } catch {
        field.current?.select();
        say(document.execCommand("copy") ? "Copied." : "Copy it with Ctrl+C.");
      }
    };
    const yaml = async (k2) => {
      try {
        const { name, text } = await store2.source.yaml(shown2[k2].view);
        save(name, new Blob([text], { type: "application/yaml" }));
        say(`Saved. The same run: python3 run_sim.py run ${name} --seed ${shown2[k2].view.seed}`);
      } catch (problem) {
        close();
        store2.trouble(problem);
      }
    };
    const png = async () => {
      close();
      await new Promise((done2) => requestAnimationFrame(() => requestAnimationFrame(done2)));
      const { blob, name } = await picture(store2.state);
      save(name, blob);
    };
    return /* @__PURE__ */ a3(Dialog, { title: "Share", onClose: close, children: [
      /* @__PURE__ */ a3("section", { children: [
        /* @__PURE__ */ a3("h3", { children: "A link" }),
        /* @__PURE__ */ a3("p", { children: "It holds the scenario, every change, the luck and the week. Whoever opens it with the simulator running sees what you see." }),
        /* @__PURE__ */ a3("div", { class: "row", children: [
          /* @__PURE__ */ a3("input", { ref: field, readOnly: true, class: "grow", "aria-label": "Link", value: address2, onFocus: (event) => event.currentTarget.select() }),
          /* @__PURE__ */ a3("button", { type: "button", "data-first": true, class: "main", onClick: () => void copy2(), children: "Copy link" })
        ] })
      ] }),
      /* @__PURE__ */ a3("section", { children: [
        /* @__PURE__ */ a3("h3", { children: "Files" }),
        shown2.map((one, k2) => {
          const data = store2.source.dataUrl(one.view);
          return /* @__PURE__ */ a3("div", { class: "row", children: [
            shown2.length === 2 && /* @__PURE__ */ a3("strong", { children: [
              "AB"[k2],
              ": ",
              one.film?.header.title ?? one.view.scenario
            ] }),
            /* @__PURE__ */ a3("button", { type: "button", class: "plain", disabled: connection === "lost", onClick: () => void yaml(k2), children: "Scenario (YAML)" }),
            data && /* @__PURE__ */ a3("a", { class: "button", href: data, download: "", children: "Data (CSV, zipped)" })
          ] }, k2);
        }),
        /* @__PURE__ */ a3("div", { class: "row", children: /* @__PURE__ */ a3("button", { type: "button", class: "plain", onClick: () => void png(), children: "Picture (PNG)" }) })
      ] }),
      /* @__PURE__ */ a3("p", { role: "status", class: "said", children: said })
    ] });
  }

  // src/controls/Dialogs.tsx
  function Dialogs({ store: store2 }) {
    const [dialog, mode, hello] = useStore(store2, (s3) => [s3.dialog, s3.mode, s3.hello]);
    const close = () => store2.set({ dialog: null });
    const live = mode === "live" && hello !== null;
    return /* @__PURE__ */ a3($, { children: [
      /* @__PURE__ */ a3(Notices, { store: store2 }),
      dialog === "help" && /* @__PURE__ */ a3(HelpDialog, { live, close }),
      dialog === "search" && /* @__PURE__ */ a3(SearchDialog, { store: store2, close }),
      live && dialog === "scenarios" && /* @__PURE__ */ a3(ScenarioDialog, { store: store2, close }),
      live && dialog === "compare" && /* @__PURE__ */ a3(CompareDialog, { store: store2, close }),
      live && dialog === "happen" && /* @__PURE__ */ a3(HappenDialog, { store: store2, close }),
      live && dialog === "link" && /* @__PURE__ */ a3(ShareDialog, { store: store2, close })
    ] });
  }
  function HelpDialog({ live, close }) {
    return /* @__PURE__ */ a3(Dialog, { title: "Help", onClose: close, wide: true, children: [
      /* @__PURE__ */ a3("div", { class: "help", children: [
        /* @__PURE__ */ a3("section", { children: [
          /* @__PURE__ */ a3("h3", { children: "What you see" }),
          /* @__PURE__ */ a3("p", { children: "A school's staff, week by week. Each mark is a person, each line a tie; the colour is how far they trust each other. Choose a person or a line to see who they are and why they trust as they do." }),
          /* @__PURE__ */ a3("p", { children: [
            /* @__PURE__ */ a3("strong", { children: "Luck." }),
            " Much that happens is chance: who meets whom, who notices what. The same luck lets chance fall as before, so that a difference comes from your change. New luck shows whether it holds otherwise too. The pale band in the charts shows where most of 30 runs with other luck lie."
          ] }),
          live && /* @__PURE__ */ a3("p", { children: [
            /* @__PURE__ */ a3("strong", { children: "Changes" }),
            " leave the weeks gone by as they are and act from the next week on. What cannot change in a running school applies on restart; a button beside it says so. Undo brings everything back."
          ] }),
          /* @__PURE__ */ a3("p", { children: "It explains and compares. It does not predict what will happen in a particular school." })
        ] }),
        /* @__PURE__ */ a3("section", { children: [
          /* @__PURE__ */ a3("h3", { children: "Keys" }),
          /* @__PURE__ */ a3("table", { class: "keys", children: /* @__PURE__ */ a3("tbody", { children: [
            KEYS.filter((key) => live || !key.live).map((key) => /* @__PURE__ */ a3("tr", { children: [
              /* @__PURE__ */ a3("th", { scope: "row", children: /* @__PURE__ */ a3("kbd", { children: key.shown }) }),
              /* @__PURE__ */ a3("td", { children: key.words })
            ] }, key.shown)),
            /* @__PURE__ */ a3("tr", { children: [
              /* @__PURE__ */ a3("th", { scope: "row", children: /* @__PURE__ */ a3("kbd", { children: "Tab" }) }),
              /* @__PURE__ */ a3("td", { children: "to everything else; in the list of people, arrows" })
            ] })
          ] }) })
        ] })
      ] }),
      /* @__PURE__ */ a3("p", { class: "row end", children: /* @__PURE__ */ a3("button", { type: "button", class: "main", "data-first": true, onClick: close, children: "Close" }) })
    ] });
  }
  function SearchDialog({ store: store2, close }) {
    const [shown2, week] = useStore(store2, (s3) => [s3.shown, s3.week]);
    const [text, setText] = d2("");
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const found2 = /* @__PURE__ */ new Map();
    for (const { film } of shown2)
      film?.people.forEach((person, k2) => {
        const what = `${person.role.replaceAll("_", " ")}, ${film.header.teams[film.teamOf(k2, week)]?.name.split("/").at(-1) ?? ""}`;
        const here = film.inPost(k2, week);
        if (words.every((word) => `${person.name} ${what}`.toLowerCase().includes(word))) found2.set(person.key, { name: person.name, what, here: here || (found2.get(person.key)?.here ?? false) });
      });
    const list = [...found2].sort(([, a5], [, b]) => Number(b.here) - Number(a5.here)).slice(0, 40);
    const choose = (key) => {
      store2.select({ kind: "person", key });
      close();
    };
    return /* @__PURE__ */ a3(Dialog, { title: "Find a person", onClose: close, children: [
      /* @__PURE__ */ a3("form", { onSubmit: (event) => {
        event.preventDefault();
        if (list[0]) choose(list[0][0]);
      }, children: /* @__PURE__ */ a3("input", { "data-first": true, type: "search", "aria-label": "Name, role or team", placeholder: "Name, role or team", value: text, onInput: (event) => setText(event.currentTarget.value) }) }),
      /* @__PURE__ */ a3("p", { class: "hidden", role: "status", children: [
        found2.size,
        " found"
      ] }),
      /* @__PURE__ */ a3("ul", { class: "pick", children: list.map(([key, one]) => /* @__PURE__ */ a3("li", { children: /* @__PURE__ */ a3("button", { type: "button", onClick: () => choose(key), children: [
        /* @__PURE__ */ a3("strong", { children: one.name }),
        " ",
        /* @__PURE__ */ a3("span", { class: "soft", children: [
          one.what,
          one.here ? "" : ", not in post now"
        ] })
      ] }) }, key)) })
    ] });
  }

  // src/network/People.tsx
  function People({ store: store2 }) {
    const [film, selection, playing] = useStore(store2, (state) => [state.shown[0]?.film ?? null, state.selection, state.playing]);
    const [still2] = useStore(store2, (state) => [state.playing ? -1 : state.week]);
    const list = T2(null);
    const [at, setAt] = d2(null);
    const typed = T2({ text: "", when: 0 });
    if (!film) return null;
    const week = Math.min(still2 >= 0 ? still2 : store2.state.week, film.weeks);
    const here = film.people.flatMap((person, who) => film.inPost(who, week) ? [{ person, who, team: film.teamOf(who, week) }] : []).sort((a5, b) => a5.team - b.team || a5.who - b.who);
    const chosen = selection?.kind === "person" ? selection.key : null;
    const current = here.find((one) => one.person.key === (at ?? chosen)) ?? here[0];
    const go = (key2) => {
      if (!key2) return;
      setAt(key2);
      store2.set({ hover: { kind: "person", key: key2 } });
      list.current?.querySelector(`[data-key="${CSS.escape(key2)}"]`)?.scrollIntoView({ block: "nearest" });
    };
    const key = (event) => {
      const k2 = current ? here.indexOf(current) : 0;
      if (event.key === "ArrowDown") go(here[Math.min(here.length - 1, k2 + 1)]?.person.key);
      else if (event.key === "ArrowUp") go(here[Math.max(0, k2 - 1)]?.person.key);
      else if (event.key === "Home") go(here[0]?.person.key);
      else if (event.key === "End") go(here.at(-1)?.person.key);
      else if (event.key === "Enter" || event.key === " ") current && store2.select({ kind: "person", key: current.person.key });
      else if (/^\p{L}$/u.test(event.key)) {
        const now2 = performance.now();
        typed.current = { text: (now2 - typed.current.when < 700 ? typed.current.text : "") + event.key.toLowerCase(), when: now2 };
        go(here.find((one) => one.person.name.toLowerCase().startsWith(typed.current.text))?.person.key);
      } else return;
      event.preventDefault();
      event.stopPropagation();
    };
    return /* @__PURE__ */ a3("div", { class: "people", children: [
      /* @__PURE__ */ a3("p", { id: "people-how", class: "hint", children: "Arrow keys, or the first letters of a name; Enter chooses." }),
      /* @__PURE__ */ a3(
        "ul",
        {
          ref: list,
          role: "listbox",
          tabIndex: 0,
          "aria-label": "Staff",
          "aria-describedby": "people-how",
          "aria-activedescendant": current ? `person-${current.person.key}` : void 0,
          onKeyDown: key,
          onFocus: () => current && go(current.person.key),
          onBlur: () => store2.set({ hover: null }),
          children: here.map(({ person, who, team }) => /* @__PURE__ */ a3(
            "li",
            {
              id: `person-${person.key}`,
              "data-key": person.key,
              role: "option",
              "aria-selected": person.key === chosen,
              class: person.key === current?.person.key ? "at" : "",
              onClick: () => {
                setAt(person.key);
                store2.select({ kind: "person", key: person.key });
              },
              onPointerEnter: () => store2.set({ hover: { kind: "person", key: person.key } }),
              onPointerLeave: () => store2.set({ hover: null }),
              children: [
                /* @__PURE__ */ a3("span", { children: person.name }),
                /* @__PURE__ */ a3("span", { class: "soft", children: [
                  describe(person),
                  ", ",
                  teamName(film.header, team, true)
                ] }),
                /* @__PURE__ */ a3("span", { class: "number", children: playing ? "" : decimal(film.coded("trust_received", who, week)) })
              ]
            },
            person.key
          ))
        }
      )
    ] });
  }

  // src/inspect/parts.tsx
  function Chip({ store: store2, code }) {
    const [palette2] = useStore(store2, (state) => [PALETTES[state.palette]]);
    const level = CLASS_OF_CODE[code];
    return /* @__PURE__ */ a3("span", { class: "chip", style: code ? { backgroundColor: palette2.trust[level], color: palette2.onTrust[level] } : {}, children: code ? decimal(trustOf(code)) : "\u2013" });
  }
  function Bar({ name, value }) {
    return /* @__PURE__ */ a3("li", { class: "bar", children: [
      /* @__PURE__ */ a3("span", { children: name }),
      /* @__PURE__ */ a3("span", { class: "bar-track", children: /* @__PURE__ */ a3("span", { class: "bar-part", style: { width: `${Math.round(100 * Math.max(0, Math.min(1, value || 0)))}%` } }) }),
      /* @__PURE__ */ a3("b", { class: "value", children: decimal(value) })
    ] });
  }
  var values = (film, name, row) => Float32Array.from(film.codes(name, row), trustOf);
  function Events({ store: store2, events, week }) {
    const past = events.filter((event) => event.week <= week && event.words).reverse();
    if (!past.length) return /* @__PURE__ */ a3("p", { class: "soft", children: "nothing of note so far" });
    return /* @__PURE__ */ a3("ul", { class: "events", children: [
      past.slice(0, 12).map((event, k2) => /* @__PURE__ */ a3("li", { children: [
        /* @__PURE__ */ a3("button", { class: "quiet", onClick: () => store2.step(event.week - store2.state.week), children: [
          "week ",
          event.week
        ] }),
        " ",
        event.words
      ] }, k2)),
      past.length > 12 && /* @__PURE__ */ a3("li", { class: "soft", children: [
        "and ",
        past.length - 12,
        " more before"
      ] })
    ] });
  }
  function WhyButton({ store: store2, slot, about }) {
    const [told, setTold] = d2(null);
    const [trouble, setTrouble] = d2(null);
    const [asking, setAsking] = d2(false);
    const [view, two] = useStore(store2, (state) => [state.shown[slot]?.view ?? null, state.shown.length > 1]);
    const id = JSON.stringify([about, view]);
    A2(() => {
      setTold(null);
      setTrouble(null);
    }, [id]);
    const ask = () => {
      if (!view) return;
      setAsking(true);
      store2.source.why(view, about).then(setTold, (problem) => setTrouble(problem instanceof Troubles ? problem.message : String(problem))).finally(() => setAsking(false));
    };
    return /* @__PURE__ */ a3("div", { class: "why", children: [
      !told && /* @__PURE__ */ a3("button", { class: "main", onClick: ask, disabled: asking, children: asking ? "looking into the run \u2026" : `Why?${two ? ` (${"AB"[slot]})` : ""}` }),
      trouble && /* @__PURE__ */ a3("p", { class: "soft", role: "status", children: trouble }),
      told && /* @__PURE__ */ a3("div", { class: "told", role: "region", "aria-label": "Why", tabIndex: 0, children: [
        /* @__PURE__ */ a3("h3", { children: told.title }),
        told.about?.map((line, k2) => /* @__PURE__ */ a3("p", { class: "soft", children: line }, `a${k2}`)),
        told.lines.map((line, k2) => /* @__PURE__ */ a3("div", { children: [
          line.heading && line.heading !== told.lines[k2 - 1]?.heading && /* @__PURE__ */ a3("h4", { children: line.heading }),
          /* @__PURE__ */ a3("p", { children: [
            line.week !== null && /* @__PURE__ */ a3("button", { class: "quiet", onClick: () => store2.step(line.week - store2.state.week), children: [
              "week ",
              line.week
            ] }),
            " ",
            line.text
          ] })
        ] }, k2))
      ] })
    ] });
  }

  // src/inspect/Person.tsx
  var SHOWN = 5;
  function PersonPanel({ store: store2, id }) {
    const [a5, b, week, following] = useStore(store2, (state) => [state.shown[0]?.film ?? null, state.shown[1]?.film ?? null, state.week, state.following]);
    const films = [a5, b].filter((film2) => film2 !== null);
    const numbers = films.map((film2) => film2.number(id)), first = numbers.findIndex((n2) => n2 >= 0);
    if (first < 0) return /* @__PURE__ */ a3("p", { class: "soft", children: "This person is in neither school." });
    const film = films[first], person = film.people[numbers[first]];
    const at = Math.min(week, film.weeks), two = films.length > 1;
    const ours = films.flatMap((one, slot) => numbers[slot] >= 0 ? [{ film: one, who: numbers[slot], slot }] : []);
    return /* @__PURE__ */ a3($, { children: [
      /* @__PURE__ */ a3("header", { children: [
        /* @__PURE__ */ a3("h2", { children: person.name }),
        /* @__PURE__ */ a3("p", { children: [
          describe(person),
          /* @__PURE__ */ a3("br", {}),
          /* @__PURE__ */ a3("span", { class: "soft", children: [
            teamName(film.header, film.teamOf(numbers[first], at), true),
            film.header.organisations.length > 1 ? "" : `, ${organisationName(film.header, person.organisation)}`,
            " \xB7 ",
            stay(film, numbers[first])
          ] })
        ] })
      ] }),
      /* @__PURE__ */ a3("label", { class: "switch follow", children: [
        /* @__PURE__ */ a3("input", { type: "checkbox", checked: following, onChange: (event) => store2.follow(event.currentTarget.checked) }),
        /* @__PURE__ */ a3("span", { children: "follow through the run" })
      ] }),
      ours.map(({ film: one, who, slot }) => /* @__PURE__ */ a3(Standing, { store: store2, film: one, who, slot, two, week }, slot)),
      /* @__PURE__ */ a3("div", { class: "history", children: [
        /* @__PURE__ */ a3("h3", { children: [
          "How far trusted ",
          /* @__PURE__ */ a3("span", { class: "soft", children: "by week" })
        ] }),
        /* @__PURE__ */ a3(Spark, { store: store2, low: 0.2, high: 1, label: `How far ${person.name} is trusted, by week`, lines: ours.map(({ film: one, who, slot }) => ({ values: values(one, "trust_received", who), colour: two ? SCHOOLS[slot] : "#1d2329", dash: two ? DASHES[slot] : void 0 })) })
      ] }),
      ours.map(({ film: one, who, slot }) => /* @__PURE__ */ a3(Ties, { store: store2, film: one, who, slot, two, week: Math.min(week, one.weeks) }, slot)),
      store2.state.mode === "live" || ours.length ? ours.map(({ who, slot }) => /* @__PURE__ */ a3(WhyButton, { store: store2, slot, about: { person: who, week: at } }, slot)) : null,
      /* @__PURE__ */ a3("details", { open: !two, children: [
        /* @__PURE__ */ a3("summary", { children: "What they bring" }),
        /* @__PURE__ */ a3("ul", { class: "bars", children: [
          film.header.qualities.map((quality, q2) => /* @__PURE__ */ a3(Bar, { name: `shows ${quality.words}`, value: person.traits[q2] }, quality.key)),
          /* @__PURE__ */ a3(Bar, { name: "disposition to trust", value: film.has("disposition") && film.inPost(numbers[first], at) ? film.coded("disposition", numbers[first], at) : person.disposition }),
          /* @__PURE__ */ a3(Bar, { name: "listening", value: person.listening }),
          /* @__PURE__ */ a3(Bar, { name: "sociability", value: person.sociability })
        ] })
      ] }),
      ours.map(({ film: one, who, slot }) => /* @__PURE__ */ a3("details", { open: following, children: [
        /* @__PURE__ */ a3("summary", { children: [
          "What happened",
          two ? ` in ${"AB"[slot]}` : ""
        ] }),
        /* @__PURE__ */ a3(Events, { store: store2, week, events: one.header.events.filter((event) => event.who === who || event.other === who) })
      ] }, slot))
    ] });
  }
  function stay(film, who) {
    const { joined, left, tenure_years: tenure } = film.people[who];
    return [joined > 0 ? `came in week ${joined}` : `${plural(Math.round(tenure), "year")} in post at the start`, left !== null && left <= film.weeks ? `leaves in week ${left}` : ""].filter(Boolean).join(", ");
  }
  function Standing({ store: store2, film, who, slot, two, week }) {
    const at = Math.min(week, film.weeks), row = who * film.width + at;
    if (!film.inPost(who, at)) return /* @__PURE__ */ a3("p", { class: "soft", children: [
      two && /* @__PURE__ */ a3("b", { class: `letter letter-${slot}`, children: "AB"[slot] }),
      film.people[who].joined > at ? "not here yet" : "has left"
    ] });
    return /* @__PURE__ */ a3("p", { class: "standing", children: [
      two && /* @__PURE__ */ a3("b", { class: `letter letter-${slot}`, children: "AB"[slot] }),
      "is trusted ",
      /* @__PURE__ */ a3(Chip, { store: store2, code: film.array("trust_received")[row] }),
      " trusts others ",
      /* @__PURE__ */ a3(Chip, { store: store2, code: film.array("trust_given")[row] })
    ] });
  }
  function Ties({ store: store2, film, who, slot, two, week }) {
    const [all, setAll] = d2(false);
    const trust = film.array("trust"), code = (row) => trust[row * film.width + week];
    const given = film.sidesOf(who, week).sort((a5, b) => code(b.row) - code(a5.row));
    const received = [...given].sort((a5, b) => code(b.row ^ 1) - code(a5.row ^ 1));
    if (!given.length) return null;
    const list = (sides, back) => /* @__PURE__ */ a3("ul", { class: "ties", children: (all ? sides : [...sides.slice(0, SHOWN), ...sides.length > SHOWN + 1 ? sides.slice(-1) : []]).map((side, k2) => {
      const other = film.people[side.other], row = back ? side.row ^ 1 : side.row;
      const me = film.people[who].key;
      return /* @__PURE__ */ a3("li", { class: !all && k2 === SHOWN ? "after-gap" : "", children: /* @__PURE__ */ a3(
        "button",
        {
          onClick: () => store2.select(back ? { kind: "tie", holder: other.key, other: me } : { kind: "tie", holder: me, other: other.key }),
          onPointerEnter: () => store2.set({ hover: { kind: "person", key: other.key } }),
          onPointerLeave: () => store2.set({ hover: null }),
          children: [
            /* @__PURE__ */ a3(Chip, { store: store2, code: code(row) }),
            /* @__PURE__ */ a3("span", { class: "name", children: other.name }),
            /* @__PURE__ */ a3("span", { class: "soft", children: [
              film.header.stages[film.stage(row, week)],
              film.active(row, week) ? ", active" : ""
            ] })
          ]
        }
      ) }, other.key);
    }) });
    return /* @__PURE__ */ a3("div", { class: "whom", children: [
      two && /* @__PURE__ */ a3("h3", { children: [
        /* @__PURE__ */ a3("b", { class: `letter letter-${slot}`, children: "AB"[slot] }),
        " ",
        film.header.title
      ] }),
      /* @__PURE__ */ a3("h3", { children: [
        "Whom they trust ",
        /* @__PURE__ */ a3("span", { class: "soft", children: [
          plural(given.length, "person", "people"),
          !all && given.length > SHOWN + 1 ? ", most to least" : ""
        ] })
      ] }),
      list(given, false),
      /* @__PURE__ */ a3("h3", { children: "Who trusts them" }),
      list(received, true),
      given.length > SHOWN + 1 && /* @__PURE__ */ a3("button", { class: "quiet", onClick: () => setAll(!all), children: all ? "fewer" : "all" })
    ] });
  }

  // src/inspect/Tie.tsx
  function TiePanel({ store: store2, holder, other }) {
    const [a5, b, week] = useStore(store2, (state) => [state.shown[0]?.film ?? null, state.shown[1]?.film ?? null, state.week]);
    const films = [a5, b].filter((film) => film !== null), two = films.length > 1;
    const ours = films.flatMap((film, slot) => {
      const h3 = film.number(holder), o4 = film.number(other);
      return h3 < 0 || o4 < 0 ? [] : [{ film, slot, h: h3, o: o4, side: film.side(h3, o4) }];
    });
    const one = ours[0];
    if (!one) return /* @__PURE__ */ a3("p", { class: "soft", children: "These two are never in one school together." });
    const names = [one.film.people[one.h], one.film.people[one.o]];
    return /* @__PURE__ */ a3($, { children: [
      /* @__PURE__ */ a3("header", { children: [
        /* @__PURE__ */ a3("h2", { children: [
          names[0].name,
          " \u2192 ",
          names[1].name
        ] }),
        /* @__PURE__ */ a3("p", { class: "links", children: [
          /* @__PURE__ */ a3("button", { class: "quiet", onClick: () => store2.select({ kind: "tie", holder: other, other: holder }), children: "the other way round" }),
          names.map((person) => /* @__PURE__ */ a3("button", { class: "quiet", onClick: () => store2.select({ kind: "person", key: person.key }), children: person.name }, person.key))
        ] })
      ] }),
      ours.map(({ film, slot, h: h3, o: o4, side }) => {
        const at = Math.min(week, film.weeks);
        return /* @__PURE__ */ a3("div", { class: "whom", children: [
          two && /* @__PURE__ */ a3("h3", { children: [
            /* @__PURE__ */ a3("b", { class: `letter letter-${slot}`, children: "AB"[slot] }),
            " ",
            film.header.title
          ] }),
          side && film.known(side.row, at) ? /* @__PURE__ */ a3($, { children: [
            /* @__PURE__ */ a3("p", { class: "standing", children: [
              "trusts ",
              /* @__PURE__ */ a3(Chip, { store: store2, code: film.array("trust")[side.row * film.width + at] }),
              " at the ",
              /* @__PURE__ */ a3("b", { children: film.header.stages[film.stage(side.row, at)] }),
              " stage",
              film.asksAdvice(side.row, at) ? ", asks for advice" : ""
            ] }),
            /* @__PURE__ */ a3("p", { class: "soft", children: [
              film.active(side.row, at) ? "active: the two cooperate again and again" : film.working(side.row, at) ? "working: they have met lately, but rarely both cooperate" : "they know each other, but have hardly met lately",
              ". In return: ",
              /* @__PURE__ */ a3(Chip, { store: store2, code: film.array("trust")[(side.row ^ 1) * film.width + at] })
            ] }),
            film.has("beliefs") && /* @__PURE__ */ a3($, { children: [
              /* @__PURE__ */ a3("h3", { children: [
                names[0].name.split(" ")[0],
                " sees in ",
                names[1].name.split(" ")[0]
              ] }),
              /* @__PURE__ */ a3("ul", { class: "bars", children: [
                film.header.qualities.map((quality, q2) => /* @__PURE__ */ a3(Bar, { name: quality.words, value: film.belief(q2, side.row, at) }, quality.key)),
                film.has("scar") && film.coded("scar", side.row, at) > 0.02 && /* @__PURE__ */ a3(Bar, { name: "scar", value: film.coded("scar", side.row, at) })
              ] })
            ] })
          ] }) : /* @__PURE__ */ a3("p", { class: "soft", children: side ? "they do not know each other in this week" : "they never get to know each other" }),
          side && /* @__PURE__ */ a3(WhyButton, { store: store2, slot, about: { tie: [h3, o4], week: at } })
        ] }, slot);
      }),
      /* @__PURE__ */ a3("div", { class: "history", children: [
        /* @__PURE__ */ a3("h3", { children: [
          "Trust ",
          /* @__PURE__ */ a3("span", { class: "soft", children: "by week" })
        ] }),
        /* @__PURE__ */ a3(Spark, { store: store2, low: 0.2, high: 1, label: `Trust of ${names[0].name} in ${names[1].name}, by week`, lines: ours.flatMap(({ film, slot, side }) => side ? [{ values: values(film, "trust", side.row), colour: two ? SCHOOLS[slot] : "#1d2329", dash: two ? DASHES[slot] : void 0 }] : []) })
      ] }),
      ours.map(({ film, slot, h: h3, o: o4 }) => /* @__PURE__ */ a3("details", { open: !two, children: [
        /* @__PURE__ */ a3("summary", { children: [
          "What happened between them",
          two ? ` in ${"AB"[slot]}` : ""
        ] }),
        /* @__PURE__ */ a3(Events, { store: store2, week, events: film.header.events.filter((event) => event.who === h3 && event.other === o4 || event.who === o4 && event.other === h3) })
      ] }, slot))
    ] });
  }

  // src/inspect/Inspector.tsx
  function Inspector({ store: store2 }) {
    const [selection, film] = useStore(store2, (state) => [state.selection, state.shown[0]?.film ?? null]);
    if (!film) return null;
    if (!selection)
      return /* @__PURE__ */ a3("section", { class: "inspector", "aria-label": "Staff", children: [
        /* @__PURE__ */ a3("header", { children: /* @__PURE__ */ a3("h2", { children: "Staff" }) }),
        /* @__PURE__ */ a3("p", { class: "hint", children: "Choose a person in the network, or here." }),
        /* @__PURE__ */ a3(People, { store: store2 })
      ] });
    return /* @__PURE__ */ a3("section", { class: "inspector", "aria-label": selection.kind === "person" ? "The chosen person" : "The chosen tie", children: [
      /* @__PURE__ */ a3("button", { class: "icon close", "aria-label": "Close (Esc)", title: "Close (Esc)", onClick: () => store2.select(null), children: /* @__PURE__ */ a3("svg", { viewBox: "0 0 24 24", width: "20", height: "20", "aria-hidden": "true", children: /* @__PURE__ */ a3("path", { d: "M5 5L19 19M19 5L5 19", stroke: "currentColor", "stroke-width": "2.4" }) }) }),
      selection.kind === "person" ? /* @__PURE__ */ a3(PersonPanel, { store: store2, id: selection.key }) : /* @__PURE__ */ a3(TiePanel, { store: store2, holder: selection.holder, other: selection.other })
    ] });
  }

  // src/network/draw.ts
  var FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";
  var ACTIVE_WIDTHS = [1.5, 2.2, 3.6, 5.4];
  var WORKING_WIDTH = 1;
  var KNOWN_WIDTH = 0.6;
  var STYLES = 6;
  var NODE = 0.355;
  function shape(path, role, x3, y4, r3) {
    const corners = (points2) => {
      points2.forEach(([dx, dy], k2) => k2 ? path.lineTo(x3 + r3 * dx, y4 + r3 * dy) : path.moveTo(x3 + r3 * dx, y4 + r3 * dy));
      path.closePath();
    };
    const around = (count3, far, turn = -Math.PI / 2) => corners(Array.from({ length: count3 }, (_4, k2) => {
      const angle = turn + 2 * Math.PI * k2 / count3;
      return [far(k2) * Math.cos(angle), far(k2) * Math.sin(angle)];
    }));
    if (role === "head") around(10, (k2) => k2 % 2 ? 0.68 : 1.32);
    else if (role === "senior_leader") around(4, () => 1.22);
    else if (role === "middle_leader") corners([[0, -1.18], [1.1, 0.8], [-1.1, 0.8]]);
    else if (role === "support") corners([[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]]);
    else if (role === "partner") around(6, () => 1.1, 0);
    else {
      path.moveTo(x3 + r3, y4);
      path.arc?.(x3, y4, r3, 0, 2 * Math.PI);
    }
  }
  var Drawing = class {
    constructor(canvas) {
      this.canvas = canvas;
      this.ctx = canvas.getContext("2d");
    }
    canvas;
    ctx;
    scale = 1;
    dx = 0;
    dy = 0;
    look = null;
    segments = [];
    /** Pairs as they were drawn: number, then ends. */
    drawn = [];
    inOther = /* @__PURE__ */ new WeakMap();
    fit(look) {
      const ratio = Math.min(2, devicePixelRatio || 1), width = this.canvas.width / ratio, height = this.canvas.height / ratio;
      const { low, high } = look.layout;
      this.scale = Math.min(width / (high[0] - low[0]), height / (high[1] - low[1]), 105);
      this.dx = 0.5 * (width - this.scale * (low[0] + high[0]));
      this.dy = 0.5 * (height - this.scale * (low[1] + high[1]));
      return { width, height, ratio };
    }
    x(at) {
      return this.dx + this.scale * at;
    }
    y(at) {
      return this.dy + this.scale * at;
    }
    place(look, who) {
      const seat = look.layout.seats.get(look.film)[who * look.film.width + look.week] ?? -1;
      return seat < 0 ? null : { x: this.x(look.layout.places[2 * seat]), y: this.y(look.layout.places[2 * seat + 1]) };
    }
    draw(look) {
      this.look = look;
      const { ratio, width, height } = this.fit(look);
      const { ctx } = this;
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.fillStyle = PAPER;
      ctx.fillRect(0, 0, width, height);
      this.rooms(look);
      this.ties(look);
      this.people(look);
    }
    rooms({ layout: layout2, film, type, week }) {
      const { ctx } = this;
      const here = /* @__PURE__ */ new Set();
      film.people.forEach((_4, who) => {
        if (film.inPost(who, week)) here.add(film.teamOf(who, week));
      });
      const alive = new Set([...here].map((team) => `${film.header.organisations[film.header.teams[team].organisation]}/${film.header.teams[team].name.split("/").at(-1)}`));
      ctx.textAlign = "center";
      ctx.textBaseline = "alphabetic";
      for (const disc of layout2.organisations) {
        ctx.beginPath();
        ctx.arc(this.x(disc.x), this.y(disc.y), this.scale * disc.r, 0, 2 * Math.PI);
        ctx.fillStyle = "#fafbfb";
        ctx.fill();
        ctx.strokeStyle = RULE;
        ctx.lineWidth = 1;
        ctx.stroke();
        const size2 = Math.max(12, Math.min(20, 0.36 * this.scale)) * type;
        ctx.font = `600 ${size2}px ${FONT}`;
        ctx.fillStyle = INK;
        ctx.fillText(organisationName({ organisations: [disc.name] }, 0), this.x(disc.x), this.y(disc.y - disc.r) - 4);
      }
      const size = Math.max(10, Math.min(16, 0.27 * this.scale)) * type;
      ctx.font = `${size}px ${FONT}`;
      for (const disc of layout2.teams) {
        if (!disc.r || !alive.has(disc.name)) continue;
        ctx.beginPath();
        ctx.arc(this.x(disc.x), this.y(disc.y), this.scale * disc.r, 0, 2 * Math.PI);
        ctx.fillStyle = IDLE;
        ctx.fill();
      }
      ctx.fillStyle = SOFT;
      for (const disc of layout2.teams)
        if (disc.r && alive.has(disc.name)) ctx.fillText(disc.name.split("/").at(-1).replaceAll("_", " "), this.x(disc.x), this.y(disc.y - disc.r) - 3, 2.2 * this.scale * disc.r);
    }
    /** Where each pair of this film stands in the other (-1: never there). */
    pairsIn(film, other) {
      const known2 = this.inOther.get(film);
      if (known2?.other === other) return known2.pairs;
      const numbers = film.people.map((person) => other.number(person.key)), pairs = film.array("pairs");
      const table = new Int32Array(film.pairCount).map((_4, p3) => {
        const a5 = numbers[pairs[2 * p3]], b = numbers[pairs[2 * p3 + 1]];
        return a5 < 0 || b < 0 ? -1 : (other.side(a5, b)?.row ?? -2) >> 1;
      });
      this.inOther.set(film, { other, pairs: table });
      return table;
    }
    ties(look) {
      const { film, layout: layout2, week, palette: palette2, chosen, under, level, beside } = look;
      const { ctx, segments } = this;
      const width = film.width, pairs = film.array("pairs"), trust = film.array("trust"), state = film.array("state");
      const seats = layout2.seats.get(film), places = layout2.places;
      const inBeside = beside && this.pairsIn(film, beside);
      const besideState = beside?.array("state"), besideWeek = beside ? Math.min(week, beside.weeks) : 0;
      const one = chosen.length === 1 ? chosen[0] : -1, spot = chosen.length > 0 || under.length === 1 ? chosen.length ? chosen : under : null;
      for (const bucket of segments) if (bucket) bucket.length = 0;
      this.drawn.length = 0;
      const marked = [];
      for (let p3 = 0; p3 < film.pairCount; p3++) {
        const at = 2 * p3 * width + week, codeA = trust[at];
        if (!codeA) continue;
        const bits = state[p3 * width + week], reached = bits & 1 ? 2 : bits & 2 ? 1 : 0;
        const a5 = pairs[2 * p3], b = pairs[2 * p3 + 1];
        const mine = spot !== null && (spot.length === 1 ? spot[0] === a5 || spot[0] === b : spot.includes(a5) && spot.includes(b));
        if (reached < level && !(mine && (reached > 0 || one < 0))) continue;
        const seatA = seats[a5 * width + week], seatB = seats[b * width + week];
        if (seatA < 0 || seatB < 0) continue;
        const ax = this.x(places[2 * seatA]), ay = this.y(places[2 * seatA + 1]), bx = this.x(places[2 * seatB]), by = this.y(places[2 * seatB + 1]);
        const mx = 0.5 * (ax + bx), my = 0.5 * (ay + by);
        const faded = spot !== null && !mine ? 1 : 0;
        const styleA = reached === 2 ? bits >> 2 & 3 : reached === 1 ? 4 : 5, styleB = reached === 2 ? bits >> 4 & 3 : styleA;
        this.push(faded, styleA, CLASS_OF_CODE[codeA], ax, ay, mx, my);
        this.push(faded, styleB, CLASS_OF_CODE[trust[at + width]], bx, by, mx, my);
        this.drawn.push(p3, ax, ay, bx, by);
        if (inBeside && reached === 2) {
          const there = inBeside[p3];
          if (there < 0 || !(besideState[there * beside.width + besideWeek] & 1)) marked.push(ax, ay, bx, by, faded);
        }
      }
      const thick = Math.min(1.5, Math.max(0.62, this.scale / 52));
      ctx.lineCap = "butt";
      if (marked.length) {
        ctx.strokeStyle = look.only;
        ctx.lineWidth = (ACTIVE_WIDTHS[1] + 6) * thick;
        for (const faded of [1, 0]) {
          ctx.globalAlpha = faded ? 0.08 : 0.38;
          ctx.beginPath();
          for (let k2 = 0; k2 < marked.length; k2 += 5) if (marked[k2 + 4] === faded) {
            ctx.moveTo(marked[k2], marked[k2 + 1]);
            ctx.lineTo(marked[k2 + 2], marked[k2 + 3]);
          }
          ctx.stroke();
        }
      }
      for (const faded of [1, 0])
        for (let style = STYLES - 1; style >= 0; style--) {
          ctx.lineWidth = (style < 4 ? ACTIVE_WIDTHS[style] : style === 4 ? WORKING_WIDTH : KNOWN_WIDTH) * (style < 4 ? thick : Math.min(1, thick));
          ctx.globalAlpha = (style < 4 ? 0.95 : style === 4 ? 0.42 : 0.3) * (faded ? 0.13 : 1) + (spot && !faded && style >= 4 ? 0.4 : 0);
          for (let level2 = 0; level2 < CLASSES; level2++) {
            const bucket = segments[(faded * STYLES + style) * CLASSES + level2];
            if (!bucket?.length) continue;
            ctx.strokeStyle = palette2.trust[level2];
            ctx.beginPath();
            for (let k2 = 0; k2 < bucket.length; k2 += 4) {
              ctx.moveTo(bucket[k2], bucket[k2 + 1]);
              ctx.lineTo(bucket[k2 + 2], bucket[k2 + 3]);
            }
            ctx.stroke();
          }
        }
      ctx.globalAlpha = 1;
    }
    push(faded, style, level, x0, y0, x1, y1) {
      const at = (faded * STYLES + style) * CLASSES + level;
      (this.segments[at] ??= []).push(x0, y0, x1, y1);
    }
    people(look) {
      const { film, week, palette: palette2, chosen, under, type } = look;
      const { ctx } = this;
      const received = film.array("trust_received"), r3 = NODE * this.scale;
      const near = chosen.length ? this.near(look, chosen) : under.length === 1 ? this.near(look, under) : null;
      const shown2 = [];
      film.people.forEach((_4, who) => {
        const place = this.place(look, who);
        if (place) shown2.push({ who, ...place });
      });
      for (const { who, x: x3, y: y4 } of shown2) {
        const person = film.people[who], code = received[who * film.width + week], level = CLASS_OF_CODE[code];
        ctx.globalAlpha = near && !near.has(who) ? 0.32 : 1;
        if (person.spanner) {
          ctx.beginPath();
          ctx.arc(x3, y4, r3 * 1.36, 0, 2 * Math.PI);
          ctx.strokeStyle = palette2.spanner;
          ctx.lineWidth = Math.max(1.6, 0.055 * this.scale);
          ctx.stroke();
        }
        ctx.beginPath();
        shape(ctx, person.role, x3, y4, r3);
        ctx.fillStyle = code ? palette2.trust[level] : PAPER;
        ctx.fill();
        ctx.strokeStyle = INK;
        ctx.lineWidth = person.role === "head" ? 1.6 : 0.8;
        ctx.stroke();
        if (look.numbers && code && r3 >= 8) {
          ctx.font = `600 ${Math.max(8.5, Math.min(0.84 * r3, 17 * type))}px ${FONT}`;
          ctx.textAlign = "center";
          ctx.textBaseline = "middle";
          ctx.fillStyle = palette2.onTrust[level];
          ctx.fillText(String(Math.round(100 * (code - 1) / 254)), x3, y4 + (person.role === "middle_leader" ? 0.2 * r3 : 0.06 * r3));
        }
      }
      ctx.globalAlpha = 1;
      for (const who of [...under, ...chosen]) {
        const place = this.place(look, who);
        if (!place) continue;
        ctx.beginPath();
        ctx.arc(place.x, place.y, r3 * 1.62, 0, 2 * Math.PI);
        ctx.strokeStyle = INK;
        ctx.lineWidth = chosen.includes(who) ? 3 : 1.5;
        ctx.stroke();
      }
      this.names(look, shown2, r3, near);
    }
    /** Those a person, or a tie, is about. */
    near(look, spot) {
      const set2 = new Set(spot);
      const { film } = look, pairs = film.array("pairs");
      if (spot.length === 1)
        for (let k2 = 0; k2 < this.drawn.length; k2 += 5) {
          const a5 = pairs[2 * this.drawn[k2]], b = pairs[2 * this.drawn[k2] + 1];
          if (a5 === spot[0]) set2.add(b);
          else if (b === spot[0]) set2.add(a5);
        }
      return set2;
    }
    /** Names where they fit: those looked at first, then leaders and spanners, then all. */
    names(look, shown2, r3, near) {
      const { film, chosen, under, type } = look;
      const { ctx } = this;
      const size = Math.max(10.5, Math.min(15, 0.25 * this.scale)) * type, room = [];
      const rank = (who) => chosen.includes(who) || under.includes(who) ? 0 : film.people[who].role === "head" ? 1 : film.people[who].spanner || film.people[who].role.endsWith("leader") ? 2 : 3;
      ctx.textAlign = "center";
      ctx.textBaseline = "top";
      ctx.lineJoin = "round";
      for (const { who, x: x3, y: y4 } of [...shown2].sort((a5, b) => rank(a5.who) - rank(b.who))) {
        const first = rank(who), whole = first === 0, all = this.scale >= 58 * type;
        if (!whole && (!look.names || !all && first > 1 && this.scale < 40 || !all && first > 2)) continue;
        if (!whole && near && !near.has(who)) continue;
        const name = film.people[who].name, text = whole ? name : name.split(" ")[0] ?? name;
        ctx.font = `${whole ? "600 " : ""}${whole ? Math.max(13, size * 1.1) : size}px ${FONT}`;
        const half = 0.5 * ctx.measureText(text).width + 2, top = y4 + r3 * (film.people[who].spanner || whole ? 1.7 : 1.2);
        const area = [x3 - half, top, x3 + half, top + size * 1.15];
        if (!whole && room.some((other) => other[0] < area[2] && area[0] < other[2] && other[1] < area[3] && area[1] < other[3])) continue;
        room.push(area);
        ctx.strokeStyle = PAPER;
        ctx.lineWidth = 3;
        ctx.globalAlpha = 0.85;
        ctx.strokeText(text, x3, top);
        ctx.globalAlpha = 1;
        ctx.fillStyle = INK;
        ctx.fillText(text, x3, top);
      }
    }
    /** Whom, or what tie, a point is on: one staff number, two, or none. */
    pick(x3, y4) {
      const { look } = this;
      if (!look) return [];
      const r3 = NODE * this.scale;
      let best = -1, least = (r3 * 1.35 + 4) ** 2;
      look.film.people.forEach((_4, who) => {
        const place = this.place(look, who);
        const far = place ? (place.x - x3) ** 2 + (place.y - y4) ** 2 : Infinity;
        if (far < least) {
          least = far;
          best = who;
        }
      });
      if (best >= 0) return [best];
      let tie = -1, close = 36;
      for (let k2 = 0; k2 < this.drawn.length; k2 += 5) {
        const [ax, ay, bx, by] = this.drawn.slice(k2 + 1, k2 + 5);
        const ux = bx - ax, uy = by - ay, along = Math.max(0, Math.min(1, ((x3 - ax) * ux + (y4 - ay) * uy) / (ux * ux + uy * uy || 1)));
        const far = (ax + along * ux - x3) ** 2 + (ay + along * uy - y4) ** 2;
        if (far < close) {
          close = far;
          tie = this.drawn[k2];
        }
      }
      if (tie < 0) return [];
      const pairs = look.film.array("pairs"), a5 = pairs[2 * tie], b = pairs[2 * tie + 1];
      const pa = this.place(look, a5), nearer = (pa.x - x3) ** 2 + (pa.y - y4) ** 2, pb = this.place(look, b);
      return nearer <= (pb.x - x3) ** 2 + (pb.y - y4) ** 2 ? [a5, b] : [b, a5];
    }
    /** Where somebody stands, in the canvas. */
    where(who) {
      return this.look && this.place(this.look, who);
    }
  };

  // src/network/Legend.tsx
  function outline(role, r3) {
    const parts = [];
    shape({
      moveTo: (x3, y4) => parts.push(`M${x3.toFixed(2)} ${y4.toFixed(2)}`),
      lineTo: (x3, y4) => parts.push(`L${x3.toFixed(2)} ${y4.toFixed(2)}`),
      arc: (x3, y4, radius) => parts.push(`A${radius} ${radius} 0 1 1 ${(x3 - radius).toFixed(2)} ${y4}A${radius} ${radius} 0 1 1 ${(x3 + radius).toFixed(2)} ${y4}`),
      closePath: () => parts.push("Z")
    }, role, 0, 0, r3);
    return parts.join("");
  }
  function Legend({ store: store2 }) {
    const [palette2, films, two] = useStore(store2, (state) => [PALETTES[state.palette], state.shown[0]?.film ?? null, state.shown.length > 1]);
    if (!films) return null;
    const roles = films.header.roles.filter((role) => films.people.some((person) => person.role === role));
    const spanners = films.people.some((person) => person.spanner);
    return /* @__PURE__ */ a3("div", { class: "legend", children: [
      /* @__PURE__ */ a3("div", { class: "legend-trust", children: [
        /* @__PURE__ */ a3("span", { class: "legend-name", children: "trust" }),
        /* @__PURE__ */ a3("span", { class: "ramp", children: palette2.trust.map((colour, k2) => /* @__PURE__ */ a3("span", { class: "ramp-step", style: { backgroundColor: colour, color: palette2.onTrust[k2] }, children: k2 === 0 ? "<.4" : k2 % 2 === 1 ? decimal(TRUST_LOW + (k2 - 1) * TRUST_CLASS, 1) : "" }, k2)) })
      ] }),
      /* @__PURE__ */ a3("ul", { class: "legend-shapes", children: [
        roles.map((role) => /* @__PURE__ */ a3("li", { children: [
          /* @__PURE__ */ a3("svg", { viewBox: "-10 -10 20 20", width: "20", height: "20", "aria-hidden": "true", children: /* @__PURE__ */ a3("path", { class: "shape", d: outline(role, 6.4) }) }),
          roleWords(role)
        ] }, role)),
        spanners && /* @__PURE__ */ a3("li", { children: [
          /* @__PURE__ */ a3("svg", { viewBox: "-10 -10 20 20", width: "20", height: "20", "aria-hidden": "true", children: [
            /* @__PURE__ */ a3("path", { class: "shape", d: outline("teacher", 5) }),
            /* @__PURE__ */ a3("circle", { r: "8", fill: "none", stroke: palette2.spanner, "stroke-width": "2.2" })
          ] }),
          "boundary spanner"
        ] })
      ] }),
      /* @__PURE__ */ a3("ul", { class: "legend-ties", children: [
        /* @__PURE__ */ a3("li", { children: [
          /* @__PURE__ */ a3("svg", { viewBox: "0 0 30 12", width: "30", height: "12", "aria-hidden": "true", children: /* @__PURE__ */ a3("path", { class: "tie-known", d: "M0 6H30" }) }),
          "know each other"
        ] }),
        /* @__PURE__ */ a3("li", { children: [
          /* @__PURE__ */ a3("svg", { viewBox: "0 0 30 12", width: "30", height: "12", "aria-hidden": "true", children: /* @__PURE__ */ a3("path", { class: "tie-active", d: "M0 6H30" }) }),
          "active: cooperate again and again"
        ] }),
        /* @__PURE__ */ a3("li", { children: [
          /* @__PURE__ */ a3("svg", { viewBox: "0 0 30 12", width: "30", height: "12", "aria-hidden": "true", children: [
            /* @__PURE__ */ a3("path", { class: "tie-thin", d: "M0 6H10" }),
            /* @__PURE__ */ a3("path", { class: "tie-mid", d: "M10 6H20" }),
            /* @__PURE__ */ a3("path", { class: "tie-thick", d: "M20 6H30" })
          ] }),
          "thicker: deeper stage"
        ] }),
        two && /* @__PURE__ */ a3("li", { children: [
          /* @__PURE__ */ a3("svg", { viewBox: "0 0 30 12", width: "30", height: "12", "aria-hidden": "true", children: [
            /* @__PURE__ */ a3("path", { d: "M0 6H30", stroke: palette2.only[0], "stroke-width": "9", opacity: ".38" }),
            /* @__PURE__ */ a3("path", { class: "tie-active", d: "M0 6H30" })
          ] }),
          "only in A"
        ] }),
        two && /* @__PURE__ */ a3("li", { children: [
          /* @__PURE__ */ a3("svg", { viewBox: "0 0 30 12", width: "30", height: "12", "aria-hidden": "true", children: [
            /* @__PURE__ */ a3("path", { d: "M0 6H30", stroke: palette2.only[1], "stroke-width": "9", opacity: ".38" }),
            /* @__PURE__ */ a3("path", { class: "tie-active", d: "M0 6H30" })
          ] }),
          "only in B"
        ] })
      ] })
    ] });
  }

  // node_modules/d3-quadtree/dist/d3-quadtree.mjs
  function tree_add(d3) {
    const x3 = +this._x.call(null, d3), y4 = +this._y.call(null, d3);
    return add(this.cover(x3, y4), x3, y4, d3);
  }
  function add(tree, x3, y4, d3) {
    if (isNaN(x3) || isNaN(y4)) return tree;
    var parent, node = tree._root, leaf = { data: d3 }, x0 = tree._x0, y0 = tree._y0, x1 = tree._x1, y1 = tree._y1, xm, ym, xp, yp, right, bottom, i3, j2;
    if (!node) return tree._root = leaf, tree;
    while (node.length) {
      if (right = x3 >= (xm = (x0 + x1) / 2)) x0 = xm;
      else x1 = xm;
      if (bottom = y4 >= (ym = (y0 + y1) / 2)) y0 = ym;
      else y1 = ym;
      if (parent = node, !(node = node[i3 = bottom << 1 | right])) return parent[i3] = leaf, tree;
    }
    xp = +tree._x.call(null, node.data);
    yp = +tree._y.call(null, node.data);
    if (x3 === xp && y4 === yp) return leaf.next = node, parent ? parent[i3] = leaf : tree._root = leaf, tree;
    do {
      parent = parent ? parent[i3] = new Array(4) : tree._root = new Array(4);
      if (right = x3 >= (xm = (x0 + x1) / 2)) x0 = xm;
      else x1 = xm;
      if (bottom = y4 >= (ym = (y0 + y1) / 2)) y0 = ym;
      else y1 = ym;
    } while ((i3 = bottom << 1 | right) === (j2 = (yp >= ym) << 1 | xp >= xm));
    return parent[j2] = node, parent[i3] = leaf, tree;
  }
  function addAll(data) {
    if (!Array.isArray(data)) data = Array.from(data);
    const n2 = data.length;
    const xz = new Float64Array(n2);
    const yz = new Float64Array(n2);
    let x0 = Infinity, y0 = x0, x1 = -x0, y1 = x1;
    for (let i3 = 0, d3, x3, y4; i3 < n2; ++i3) {
      if (isNaN(x3 = +this._x.call(null, d3 = data[i3])) || isNaN(y4 = +this._y.call(null, d3))) {
        xz[i3] = NaN;
        continue;
      }
      xz[i3] = x3;
      yz[i3] = y4;
      if (x3 < x0) x0 = x3;
      if (x3 > x1) x1 = x3;
      if (y4 < y0) y0 = y4;
      if (y4 > y1) y1 = y4;
    }
    if (x0 > x1 || y0 > y1) return this;
    this.cover(x0, y0).cover(x1, y1);
    for (let i3 = 0; i3 < n2; ++i3) {
      add(this, xz[i3], yz[i3], data[i3]);
    }
    return this;
  }
  function tree_cover(x3, y4) {
    if (isNaN(x3 = +x3) || isNaN(y4 = +y4)) return this;
    var x0 = this._x0, y0 = this._y0, x1 = this._x1, y1 = this._y1;
    if (isNaN(x0)) {
      x1 = (x0 = Math.floor(x3)) + 1;
      y1 = (y0 = Math.floor(y4)) + 1;
    } else {
      var z3 = x1 - x0 || 1, node = this._root, parent, i3;
      while (x0 > x3 || x3 >= x1 || y0 > y4 || y4 >= y1) {
        i3 = (y4 < y0) << 1 | x3 < x0;
        parent = new Array(4), parent[i3] = node, node = parent, z3 *= 2;
        switch (i3) {
          case 0:
            x1 = x0 + z3, y1 = y0 + z3;
            break;
          case 1:
            x0 = x1 - z3, y1 = y0 + z3;
            break;
          case 2:
            x1 = x0 + z3, y0 = y1 - z3;
            break;
          case 3:
            x0 = x1 - z3, y0 = y1 - z3;
            break;
        }
      }
      if (this._root && this._root.length) this._root = node;
    }
    this._x0 = x0;
    this._y0 = y0;
    this._x1 = x1;
    this._y1 = y1;
    return this;
  }
  function tree_data() {
    var data = [];
    this.visit(function(node) {
      if (!node.length) do
        data.push(node.data);
      while (node = node.next);
    });
    return data;
  }
  function tree_extent(_4) {
    return arguments.length ? this.cover(+_4[0][0], +_4[0][1]).cover(+_4[1][0], +_4[1][1]) : isNaN(this._x0) ? void 0 : [[this._x0, this._y0], [this._x1, this._y1]];
  }
  function Quad(node, x0, y0, x1, y1) {
    this.node = node;
    this.x0 = x0;
    this.y0 = y0;
    this.x1 = x1;
    this.y1 = y1;
  }
  function tree_find(x3, y4, radius) {
    var data, x0 = this._x0, y0 = this._y0, x1, y1, x22, y22, x32 = this._x1, y32 = this._y1, quads = [], node = this._root, q2, i3;
    if (node) quads.push(new Quad(node, x0, y0, x32, y32));
    if (radius == null) radius = Infinity;
    else {
      x0 = x3 - radius, y0 = y4 - radius;
      x32 = x3 + radius, y32 = y4 + radius;
      radius *= radius;
    }
    while (q2 = quads.pop()) {
      if (!(node = q2.node) || (x1 = q2.x0) > x32 || (y1 = q2.y0) > y32 || (x22 = q2.x1) < x0 || (y22 = q2.y1) < y0) continue;
      if (node.length) {
        var xm = (x1 + x22) / 2, ym = (y1 + y22) / 2;
        quads.push(
          new Quad(node[3], xm, ym, x22, y22),
          new Quad(node[2], x1, ym, xm, y22),
          new Quad(node[1], xm, y1, x22, ym),
          new Quad(node[0], x1, y1, xm, ym)
        );
        if (i3 = (y4 >= ym) << 1 | x3 >= xm) {
          q2 = quads[quads.length - 1];
          quads[quads.length - 1] = quads[quads.length - 1 - i3];
          quads[quads.length - 1 - i3] = q2;
        }
      } else {
        var dx = x3 - +this._x.call(null, node.data), dy = y4 - +this._y.call(null, node.data), d22 = dx * dx + dy * dy;
        if (d22 < radius) {
          var d3 = Math.sqrt(radius = d22);
          x0 = x3 - d3, y0 = y4 - d3;
          x32 = x3 + d3, y32 = y4 + d3;
          data = node.data;
        }
      }
    }
    return data;
  }
  function tree_remove(d3) {
    if (isNaN(x3 = +this._x.call(null, d3)) || isNaN(y4 = +this._y.call(null, d3))) return this;
    var parent, node = this._root, retainer, previous, next, x0 = this._x0, y0 = this._y0, x1 = this._x1, y1 = this._y1, x3, y4, xm, ym, right, bottom, i3, j2;
    if (!node) return this;
    if (node.length) while (true) {
      if (right = x3 >= (xm = (x0 + x1) / 2)) x0 = xm;
      else x1 = xm;
      if (bottom = y4 >= (ym = (y0 + y1) / 2)) y0 = ym;
      else y1 = ym;
      if (!(parent = node, node = node[i3 = bottom << 1 | right])) return this;
      if (!node.length) break;
      if (parent[i3 + 1 & 3] || parent[i3 + 2 & 3] || parent[i3 + 3 & 3]) retainer = parent, j2 = i3;
    }
    while (node.data !== d3) if (!(previous = node, node = node.next)) return this;
    if (next = node.next) delete node.next;
    if (previous) return next ? previous.next = next : delete previous.next, this;
    if (!parent) return this._root = next, this;
    next ? parent[i3] = next : delete parent[i3];
    if ((node = parent[0] || parent[1] || parent[2] || parent[3]) && node === (parent[3] || parent[2] || parent[1] || parent[0]) && !node.length) {
      if (retainer) retainer[j2] = node;
      else this._root = node;
    }
    return this;
  }
  function removeAll(data) {
    for (var i3 = 0, n2 = data.length; i3 < n2; ++i3) this.remove(data[i3]);
    return this;
  }
  function tree_root() {
    return this._root;
  }
  function tree_size() {
    var size = 0;
    this.visit(function(node) {
      if (!node.length) do
        ++size;
      while (node = node.next);
    });
    return size;
  }
  function tree_visit(callback) {
    var quads = [], q2, node = this._root, child, x0, y0, x1, y1;
    if (node) quads.push(new Quad(node, this._x0, this._y0, this._x1, this._y1));
    while (q2 = quads.pop()) {
      if (!callback(node = q2.node, x0 = q2.x0, y0 = q2.y0, x1 = q2.x1, y1 = q2.y1) && node.length) {
        var xm = (x0 + x1) / 2, ym = (y0 + y1) / 2;
        if (child = node[3]) quads.push(new Quad(child, xm, ym, x1, y1));
        if (child = node[2]) quads.push(new Quad(child, x0, ym, xm, y1));
        if (child = node[1]) quads.push(new Quad(child, xm, y0, x1, ym));
        if (child = node[0]) quads.push(new Quad(child, x0, y0, xm, ym));
      }
    }
    return this;
  }
  function tree_visitAfter(callback) {
    var quads = [], next = [], q2;
    if (this._root) quads.push(new Quad(this._root, this._x0, this._y0, this._x1, this._y1));
    while (q2 = quads.pop()) {
      var node = q2.node;
      if (node.length) {
        var child, x0 = q2.x0, y0 = q2.y0, x1 = q2.x1, y1 = q2.y1, xm = (x0 + x1) / 2, ym = (y0 + y1) / 2;
        if (child = node[0]) quads.push(new Quad(child, x0, y0, xm, ym));
        if (child = node[1]) quads.push(new Quad(child, xm, y0, x1, ym));
        if (child = node[2]) quads.push(new Quad(child, x0, ym, xm, y1));
        if (child = node[3]) quads.push(new Quad(child, xm, ym, x1, y1));
      }
      next.push(q2);
    }
    while (q2 = next.pop()) {
      callback(q2.node, q2.x0, q2.y0, q2.x1, q2.y1);
    }
    return this;
  }
  function defaultX(d3) {
    return d3[0];
  }
  function tree_x(_4) {
    return arguments.length ? (this._x = _4, this) : this._x;
  }
  function defaultY(d3) {
    return d3[1];
  }
  function tree_y(_4) {
    return arguments.length ? (this._y = _4, this) : this._y;
  }
  function quadtree(nodes, x3, y4) {
    var tree = new Quadtree(x3 == null ? defaultX : x3, y4 == null ? defaultY : y4, NaN, NaN, NaN, NaN);
    return nodes == null ? tree : tree.addAll(nodes);
  }
  function Quadtree(x3, y4, x0, y0, x1, y1) {
    this._x = x3;
    this._y = y4;
    this._x0 = x0;
    this._y0 = y0;
    this._x1 = x1;
    this._y1 = y1;
    this._root = void 0;
  }
  function leaf_copy(leaf) {
    var copy2 = { data: leaf.data }, next = copy2;
    while (leaf = leaf.next) next = next.next = { data: leaf.data };
    return copy2;
  }
  var treeProto = quadtree.prototype = Quadtree.prototype;
  treeProto.copy = function() {
    var copy2 = new Quadtree(this._x, this._y, this._x0, this._y0, this._x1, this._y1), node = this._root, nodes, child;
    if (!node) return copy2;
    if (!node.length) return copy2._root = leaf_copy(node), copy2;
    nodes = [{ source: node, target: copy2._root = new Array(4) }];
    while (node = nodes.pop()) {
      for (var i3 = 0; i3 < 4; ++i3) {
        if (child = node.source[i3]) {
          if (child.length) nodes.push({ source: child, target: node.target[i3] = new Array(4) });
          else node.target[i3] = leaf_copy(child);
        }
      }
    }
    return copy2;
  };
  treeProto.add = tree_add;
  treeProto.addAll = addAll;
  treeProto.cover = tree_cover;
  treeProto.data = tree_data;
  treeProto.extent = tree_extent;
  treeProto.find = tree_find;
  treeProto.remove = tree_remove;
  treeProto.removeAll = removeAll;
  treeProto.root = tree_root;
  treeProto.size = tree_size;
  treeProto.visit = tree_visit;
  treeProto.visitAfter = tree_visitAfter;
  treeProto.x = tree_x;
  treeProto.y = tree_y;

  // node_modules/d3-dispatch/dist/d3-dispatch.mjs
  var noop2 = { value: () => {
  } };
  function dispatch() {
    for (var i3 = 0, n2 = arguments.length, _4 = {}, t3; i3 < n2; ++i3) {
      if (!(t3 = arguments[i3] + "") || t3 in _4 || /[\s.]/.test(t3)) throw new Error("illegal type: " + t3);
      _4[t3] = [];
    }
    return new Dispatch(_4);
  }
  function Dispatch(_4) {
    this._ = _4;
  }
  function parseTypenames(typenames, types) {
    return typenames.trim().split(/^|\s+/).map(function(t3) {
      var name = "", i3 = t3.indexOf(".");
      if (i3 >= 0) name = t3.slice(i3 + 1), t3 = t3.slice(0, i3);
      if (t3 && !types.hasOwnProperty(t3)) throw new Error("unknown type: " + t3);
      return { type: t3, name };
    });
  }
  Dispatch.prototype = dispatch.prototype = {
    constructor: Dispatch,
    on: function(typename, callback) {
      var _4 = this._, T3 = parseTypenames(typename + "", _4), t3, i3 = -1, n2 = T3.length;
      if (arguments.length < 2) {
        while (++i3 < n2) if ((t3 = (typename = T3[i3]).type) && (t3 = get2(_4[t3], typename.name))) return t3;
        return;
      }
      if (callback != null && typeof callback !== "function") throw new Error("invalid callback: " + callback);
      while (++i3 < n2) {
        if (t3 = (typename = T3[i3]).type) _4[t3] = set(_4[t3], typename.name, callback);
        else if (callback == null) for (t3 in _4) _4[t3] = set(_4[t3], typename.name, null);
      }
      return this;
    },
    copy: function() {
      var copy2 = {}, _4 = this._;
      for (var t3 in _4) copy2[t3] = _4[t3].slice();
      return new Dispatch(copy2);
    },
    call: function(type, that) {
      if ((n2 = arguments.length - 2) > 0) for (var args = new Array(n2), i3 = 0, n2, t3; i3 < n2; ++i3) args[i3] = arguments[i3 + 2];
      if (!this._.hasOwnProperty(type)) throw new Error("unknown type: " + type);
      for (t3 = this._[type], i3 = 0, n2 = t3.length; i3 < n2; ++i3) t3[i3].value.apply(that, args);
    },
    apply: function(type, that, args) {
      if (!this._.hasOwnProperty(type)) throw new Error("unknown type: " + type);
      for (var t3 = this._[type], i3 = 0, n2 = t3.length; i3 < n2; ++i3) t3[i3].value.apply(that, args);
    }
  };
  function get2(type, name) {
    for (var i3 = 0, n2 = type.length, c4; i3 < n2; ++i3) {
      if ((c4 = type[i3]).name === name) {
        return c4.value;
      }
    }
  }
  function set(type, name, callback) {
    for (var i3 = 0, n2 = type.length; i3 < n2; ++i3) {
      if (type[i3].name === name) {
        type[i3] = noop2, type = type.slice(0, i3).concat(type.slice(i3 + 1));
        break;
      }
    }
    if (callback != null) type.push({ name, value: callback });
    return type;
  }

  // node_modules/d3-timer/dist/d3-timer.mjs
  var frame = 0;
  var timeout$1 = 0;
  var interval$1 = 0;
  var pokeDelay = 1e3;
  var taskHead;
  var taskTail;
  var clockLast = 0;
  var clockNow = 0;
  var clockSkew = 0;
  var clock = typeof performance === "object" && performance.now ? performance : Date;
  var setFrame = typeof window === "object" && window.requestAnimationFrame ? window.requestAnimationFrame.bind(window) : function(f4) {
    setTimeout(f4, 17);
  };
  function now() {
    return clockNow || (setFrame(clearNow), clockNow = clock.now() + clockSkew);
  }
  function clearNow() {
    clockNow = 0;
  }
  function Timer() {
    this._call = this._time = this._next = null;
  }
  Timer.prototype = timer.prototype = {
    constructor: Timer,
    restart: function(callback, delay, time) {
      if (typeof callback !== "function") throw new TypeError("callback is not a function");
      time = (time == null ? now() : +time) + (delay == null ? 0 : +delay);
      if (!this._next && taskTail !== this) {
        if (taskTail) taskTail._next = this;
        else taskHead = this;
        taskTail = this;
      }
      this._call = callback;
      this._time = time;
      sleep();
    },
    stop: function() {
      if (this._call) {
        this._call = null;
        this._time = Infinity;
        sleep();
      }
    }
  };
  function timer(callback, delay, time) {
    var t3 = new Timer();
    t3.restart(callback, delay, time);
    return t3;
  }
  function timerFlush() {
    now();
    ++frame;
    var t3 = taskHead, e3;
    while (t3) {
      if ((e3 = clockNow - t3._time) >= 0) t3._call.call(void 0, e3);
      t3 = t3._next;
    }
    --frame;
  }
  function wake() {
    clockNow = (clockLast = clock.now()) + clockSkew;
    frame = timeout$1 = 0;
    try {
      timerFlush();
    } finally {
      frame = 0;
      nap();
      clockNow = 0;
    }
  }
  function poke() {
    var now2 = clock.now(), delay = now2 - clockLast;
    if (delay > pokeDelay) clockSkew -= delay, clockLast = now2;
  }
  function nap() {
    var t0, t1 = taskHead, t22, time = Infinity;
    while (t1) {
      if (t1._call) {
        if (time > t1._time) time = t1._time;
        t0 = t1, t1 = t1._next;
      } else {
        t22 = t1._next, t1._next = null;
        t1 = t0 ? t0._next = t22 : taskHead = t22;
      }
    }
    taskTail = t0;
    sleep(time);
  }
  function sleep(time) {
    if (frame) return;
    if (timeout$1) timeout$1 = clearTimeout(timeout$1);
    var delay = time - clockNow;
    if (delay > 24) {
      if (time < Infinity) timeout$1 = setTimeout(wake, Math.ceil(time - clock.now() - clockSkew) + 1);
      if (interval$1) interval$1 = clearInterval(interval$1);
    } else {
      if (!interval$1) clockLast = clock.now(), interval$1 = setInterval(poke, pokeDelay);
      frame = 1, setFrame(wake);
    }
  }

  // node_modules/d3-force/dist/d3-force.mjs
  function constant(x3) {
    return function() {
      return x3;
    };
  }
  function jiggle(random) {
    return (random() - 0.5) * 1e-6;
  }
  function x$2(d3) {
    return d3.x + d3.vx;
  }
  function y$2(d3) {
    return d3.y + d3.vy;
  }
  function collide(radius) {
    var nodes, radii, random, strength = 1, iterations = 1;
    if (typeof radius !== "function") radius = constant(radius == null ? 1 : +radius);
    function force() {
      var i3, n2 = nodes.length, tree, node, xi, yi, ri, ri2;
      for (var k2 = 0; k2 < iterations; ++k2) {
        tree = quadtree(nodes, x$2, y$2).visitAfter(prepare);
        for (i3 = 0; i3 < n2; ++i3) {
          node = nodes[i3];
          ri = radii[node.index], ri2 = ri * ri;
          xi = node.x + node.vx;
          yi = node.y + node.vy;
          tree.visit(apply);
        }
      }
      function apply(quad, x0, y0, x1, y1) {
        var data = quad.data, rj = quad.r, r3 = ri + rj;
        if (data) {
          if (data.index > node.index) {
            var x3 = xi - data.x - data.vx, y4 = yi - data.y - data.vy, l3 = x3 * x3 + y4 * y4;
            if (l3 < r3 * r3) {
              if (x3 === 0) x3 = jiggle(random), l3 += x3 * x3;
              if (y4 === 0) y4 = jiggle(random), l3 += y4 * y4;
              l3 = (r3 - (l3 = Math.sqrt(l3))) / l3 * strength;
              node.vx += (x3 *= l3) * (r3 = (rj *= rj) / (ri2 + rj));
              node.vy += (y4 *= l3) * r3;
              data.vx -= x3 * (r3 = 1 - r3);
              data.vy -= y4 * r3;
            }
          }
          return;
        }
        return x0 > xi + r3 || x1 < xi - r3 || y0 > yi + r3 || y1 < yi - r3;
      }
    }
    function prepare(quad) {
      if (quad.data) return quad.r = radii[quad.data.index];
      for (var i3 = quad.r = 0; i3 < 4; ++i3) {
        if (quad[i3] && quad[i3].r > quad.r) {
          quad.r = quad[i3].r;
        }
      }
    }
    function initialize() {
      if (!nodes) return;
      var i3, n2 = nodes.length, node;
      radii = new Array(n2);
      for (i3 = 0; i3 < n2; ++i3) node = nodes[i3], radii[node.index] = +radius(node, i3, nodes);
    }
    force.initialize = function(_nodes, _random) {
      nodes = _nodes;
      random = _random;
      initialize();
    };
    force.iterations = function(_4) {
      return arguments.length ? (iterations = +_4, force) : iterations;
    };
    force.strength = function(_4) {
      return arguments.length ? (strength = +_4, force) : strength;
    };
    force.radius = function(_4) {
      return arguments.length ? (radius = typeof _4 === "function" ? _4 : constant(+_4), initialize(), force) : radius;
    };
    return force;
  }
  var a4 = 1664525;
  var c3 = 1013904223;
  var m3 = 4294967296;
  function lcg() {
    let s3 = 1;
    return () => (s3 = (a4 * s3 + c3) % m3) / m3;
  }
  var initialRadius = 10;
  var initialAngle = Math.PI * (3 - Math.sqrt(5));
  function simulation(nodes) {
    var simulation2, alpha = 1, alphaMin = 1e-3, alphaDecay = 1 - Math.pow(alphaMin, 1 / 300), alphaTarget = 0, velocityDecay = 0.6, forces = /* @__PURE__ */ new Map(), stepper = timer(step), event = dispatch("tick", "end"), random = lcg();
    if (nodes == null) nodes = [];
    function step() {
      tick();
      event.call("tick", simulation2);
      if (alpha < alphaMin) {
        stepper.stop();
        event.call("end", simulation2);
      }
    }
    function tick(iterations) {
      var i3, n2 = nodes.length, node;
      if (iterations === void 0) iterations = 1;
      for (var k2 = 0; k2 < iterations; ++k2) {
        alpha += (alphaTarget - alpha) * alphaDecay;
        forces.forEach(function(force) {
          force(alpha);
        });
        for (i3 = 0; i3 < n2; ++i3) {
          node = nodes[i3];
          if (node.fx == null) node.x += node.vx *= velocityDecay;
          else node.x = node.fx, node.vx = 0;
          if (node.fy == null) node.y += node.vy *= velocityDecay;
          else node.y = node.fy, node.vy = 0;
        }
      }
      return simulation2;
    }
    function initializeNodes() {
      for (var i3 = 0, n2 = nodes.length, node; i3 < n2; ++i3) {
        node = nodes[i3], node.index = i3;
        if (node.fx != null) node.x = node.fx;
        if (node.fy != null) node.y = node.fy;
        if (isNaN(node.x) || isNaN(node.y)) {
          var radius = initialRadius * Math.sqrt(0.5 + i3), angle = i3 * initialAngle;
          node.x = radius * Math.cos(angle);
          node.y = radius * Math.sin(angle);
        }
        if (isNaN(node.vx) || isNaN(node.vy)) {
          node.vx = node.vy = 0;
        }
      }
    }
    function initializeForce(force) {
      if (force.initialize) force.initialize(nodes, random);
      return force;
    }
    initializeNodes();
    return simulation2 = {
      tick,
      restart: function() {
        return stepper.restart(step), simulation2;
      },
      stop: function() {
        return stepper.stop(), simulation2;
      },
      nodes: function(_4) {
        return arguments.length ? (nodes = _4, initializeNodes(), forces.forEach(initializeForce), simulation2) : nodes;
      },
      alpha: function(_4) {
        return arguments.length ? (alpha = +_4, simulation2) : alpha;
      },
      alphaMin: function(_4) {
        return arguments.length ? (alphaMin = +_4, simulation2) : alphaMin;
      },
      alphaDecay: function(_4) {
        return arguments.length ? (alphaDecay = +_4, simulation2) : +alphaDecay;
      },
      alphaTarget: function(_4) {
        return arguments.length ? (alphaTarget = +_4, simulation2) : alphaTarget;
      },
      velocityDecay: function(_4) {
        return arguments.length ? (velocityDecay = 1 - _4, simulation2) : 1 - velocityDecay;
      },
      randomSource: function(_4) {
        return arguments.length ? (random = _4, forces.forEach(initializeForce), simulation2) : random;
      },
      force: function(name, _4) {
        return arguments.length > 1 ? (_4 == null ? forces.delete(name) : forces.set(name, initializeForce(_4)), simulation2) : forces.get(name);
      },
      find: function(x3, y4, radius) {
        var i3 = 0, n2 = nodes.length, dx, dy, d22, node, closest;
        if (radius == null) radius = Infinity;
        else radius *= radius;
        for (i3 = 0; i3 < n2; ++i3) {
          node = nodes[i3];
          dx = x3 - node.x;
          dy = y4 - node.y;
          d22 = dx * dx + dy * dy;
          if (d22 < radius) closest = node, radius = d22;
        }
        return closest;
      },
      on: function(name, _4) {
        return arguments.length > 1 ? (event.on(name, _4), simulation2) : event.on(name);
      }
    };
  }
  function x2(x3) {
    var strength = constant(0.1), nodes, strengths, xz;
    if (typeof x3 !== "function") x3 = constant(x3 == null ? 0 : +x3);
    function force(alpha) {
      for (var i3 = 0, n2 = nodes.length, node; i3 < n2; ++i3) {
        node = nodes[i3], node.vx += (xz[i3] - node.x) * strengths[i3] * alpha;
      }
    }
    function initialize() {
      if (!nodes) return;
      var i3, n2 = nodes.length;
      strengths = new Array(n2);
      xz = new Array(n2);
      for (i3 = 0; i3 < n2; ++i3) {
        strengths[i3] = isNaN(xz[i3] = +x3(nodes[i3], i3, nodes)) ? 0 : +strength(nodes[i3], i3, nodes);
      }
    }
    force.initialize = function(_4) {
      nodes = _4;
      initialize();
    };
    force.strength = function(_4) {
      return arguments.length ? (strength = typeof _4 === "function" ? _4 : constant(+_4), initialize(), force) : strength;
    };
    force.x = function(_4) {
      return arguments.length ? (x3 = typeof _4 === "function" ? _4 : constant(+_4), initialize(), force) : x3;
    };
    return force;
  }
  function y3(y4) {
    var strength = constant(0.1), nodes, strengths, yz;
    if (typeof y4 !== "function") y4 = constant(y4 == null ? 0 : +y4);
    function force(alpha) {
      for (var i3 = 0, n2 = nodes.length, node; i3 < n2; ++i3) {
        node = nodes[i3], node.vy += (yz[i3] - node.y) * strengths[i3] * alpha;
      }
    }
    function initialize() {
      if (!nodes) return;
      var i3, n2 = nodes.length;
      strengths = new Array(n2);
      yz = new Array(n2);
      for (i3 = 0; i3 < n2; ++i3) {
        strengths[i3] = isNaN(yz[i3] = +y4(nodes[i3], i3, nodes)) ? 0 : +strength(nodes[i3], i3, nodes);
      }
    }
    force.initialize = function(_4) {
      nodes = _4;
      initialize();
    };
    force.strength = function(_4) {
      return arguments.length ? (strength = typeof _4 === "function" ? _4 : constant(+_4), initialize(), force) : strength;
    };
    force.y = function(_4) {
      return arguments.length ? (y4 = typeof _4 === "function" ? _4 : constant(+_4), initialize(), force) : y4;
    };
    return force;
  }

  // src/network/layout.ts
  var TEAM_GAP = 0.3;
  var GROUP_GAP = 0.9;
  var LABEL = 0.62;
  var teamNames = (film) => film.header.teams.map((team) => `${film.header.organisations[team.organisation]}/${team.name.split("/").at(-1)}`);
  function eachStay(film, teams, take) {
    const number = teamNames(film).map((name) => teams.indexOf(name));
    film.people.forEach((person, who) => {
      const end = person.left ?? film.width;
      for (let week = person.joined; week < end; week++) take(who, number[film.teamOf(who, week)], week);
    });
  }
  function assign2(films, teams) {
    const found2 = /* @__PURE__ */ new Map();
    for (const film of films)
      eachStay(film, teams, (who, team, week) => {
        const { key, post } = film.people[who], id = `${key}\0${team}`, stay2 = found2.get(id);
        if (!stay2) found2.set(id, { id, post, team, from: week, to: week });
        else {
          stay2.from = Math.min(stay2.from, week);
          stay2.to = Math.max(stay2.to, week);
        }
      });
    const order = [...found2.values()].sort((a5, b) => a5.team - b.team || a5.from - b.from || (a5.id < b.id ? -1 : 1));
    const seatOf = /* @__PURE__ */ new Map();
    const seatTeam = [], until = [], posts = [];
    for (const stay2 of order) {
      const free = seatTeam.flatMap((team, seat2) => team === stay2.team && until[seat2] < stay2.from ? [seat2] : []);
      const seat = free.find((one) => posts[one] === stay2.post) ?? free[0] ?? seatTeam.length;
      seatTeam[seat] = stay2.team;
      until[seat] = stay2.to;
      posts[seat] = stay2.post;
      seatOf.set(stay2.id, seat);
    }
    return { seatOf, seatTeam };
  }
  var radiusOf = (members) => members <= 1 ? 0.62 : 0.5 * (1 + Math.sqrt(members / 0.86));
  function pack(radii, aspect, gap, middle = -1) {
    const order = radii.map((_4, k2) => k2).filter((k2) => k2 !== middle);
    const spread = Math.max(...radii, 0.1) + gap;
    const bodies = radii.map((r3) => ({ x: 0, y: 0, r: r3 }));
    order.forEach((k2, at) => {
      const turn = -0.5 * Math.PI + 2 * Math.PI * at / order.length, far = spread * Math.sqrt(order.length) * 0.9;
      bodies[k2].x = far * aspect * Math.cos(turn);
      bodies[k2].y = far * Math.sin(turn);
    });
    if (middle >= 0) {
      bodies[middle].fx = 0;
      bodies[middle].fy = 0;
    }
    simulation(bodies).stop().velocityDecay(0.5).alphaDecay(0.012).force("x", x2(0).strength(0.06 / aspect)).force("y", y3(0).strength(0.06 * aspect)).force("collide", collide((body) => body.r + 0.5 * gap).iterations(6)).tick(420);
    return bodies.map(({ x: x3, y: y4 }) => ({ x: x3, y: y4 }));
  }
  function box(discs) {
    return [Math.min(...discs.map((d3) => d3.x - d3.r)), Math.min(...discs.map((d3) => d3.y - d3.r)), Math.max(...discs.map((d3) => d3.x + d3.r)), Math.max(...discs.map((d3) => d3.y + d3.r))];
  }
  function within(disc, count3) {
    const most = Math.max(0, disc.r - 0.5);
    const bodies = Array.from({ length: count3 }, (_4, k2) => {
      const inner = count3 > 5 && k2 === 0, ring = count3 > 5 ? count3 - 1 : count3;
      const turn = -0.5 * Math.PI + 2 * Math.PI * (count3 > 5 ? k2 - 1 : k2) / ring;
      return { x: inner || count3 === 1 ? 0 : most * Math.cos(turn), y: inner || count3 === 1 ? 0 : most * Math.sin(turn), r: 0.5 };
    });
    if (count3 > 7) {
      const simulation2 = simulation(bodies).stop().velocityDecay(0.6).alphaDecay(0.02).force("x", x2(0).strength(0.01)).force("y", y3(0).strength(0.01)).force("collide", collide(0.52).iterations(4));
      for (let tick = 0; tick < 150; tick++) {
        simulation2.tick();
        for (const body of bodies) {
          const far = Math.hypot(body.x, body.y);
          if (far > most) {
            body.x *= most / far;
            body.y *= most / far;
          }
        }
      }
    }
    return bodies.map(({ x: x3, y: y4 }) => ({ x: disc.x + x3, y: disc.y + y4 }));
  }
  function geometry(names, seatTeam, aspect) {
    const sizes = names.map(() => 0);
    for (const team of seatTeam) sizes[team]++;
    const organisationOf = names.map((name) => name.slice(0, name.indexOf("/")));
    const groups = [...new Set(organisationOf)].filter((group) => names.some((_4, team) => organisationOf[team] === group && sizes[team] > 0));
    const teams = names.map((name) => ({ name, x: 0, y: 0, r: 0 }));
    const inner = groups.map((group) => {
      const here = names.flatMap((_4, team) => organisationOf[team] === group && sizes[team] > 0 ? [team] : []);
      const radii = here.map((team) => radiusOf(sizes[team]) + 0.5 * LABEL);
      const middle = here.length > 3 ? here.findIndex((team) => names[team].endsWith("/leadership")) : -1;
      const discs = pack(radii, groups.length > 1 ? 1 : aspect, TEAM_GAP, middle).map((place, k2) => ({ ...place, r: radii[k2] }));
      const [left2, top2, right2, bottom2] = box(discs), x0 = 0.5 * (left2 + right2), y0 = 0.5 * (top2 + bottom2);
      return { here, discs: discs.map((disc) => ({ ...disc, x: disc.x - x0, y: disc.y - y0 })), r: Math.max(...discs.map((disc) => Math.hypot(disc.x - x0, disc.y - y0) + disc.r)) };
    });
    const centres = pack(inner.map((group) => group.r), 1.6 * aspect, GROUP_GAP);
    inner.forEach((group, g3) => group.here.forEach((team, k2) => Object.assign(teams[team], {
      x: centres[g3].x + group.discs[k2].x,
      y: centres[g3].y + group.discs[k2].y + 0.4 * LABEL,
      r: radiusOf(sizes[team])
    })));
    const organisations = groups.length > 1 ? groups.map((name, g3) => ({ name, x: centres[g3].x, y: centres[g3].y, r: inner[g3].r + 0.15 })) : [];
    const places = new Float32Array(2 * seatTeam.length);
    teams.forEach((disc, team) => {
      const seats = seatTeam.flatMap((one, seat) => one === team ? [seat] : []);
      within(disc, seats.length).forEach(({ x: x3, y: y4 }, k2) => {
        places[2 * seats[k2]] = x3;
        places[2 * seats[k2] + 1] = y4;
      });
    });
    const [left, top, right, bottom] = box(organisations.length ? organisations : teams.filter((team) => team.r > 0));
    return { places, teams, organisations, low: [left - 0.15, top - LABEL], high: [right + 0.15, bottom + 0.15] };
  }
  var known = /* @__PURE__ */ new Map();
  function layout(films, aspect = 1) {
    const names = [...new Set(films.flatMap(teamNames))];
    const { seatOf, seatTeam } = assign2(films, names);
    const id = JSON.stringify([names, seatTeam, aspect]);
    let found2 = known.get(id);
    if (!found2) {
      found2 = geometry(names, seatTeam, aspect);
      if (known.size >= 8) known.delete(known.keys().next().value);
      known.set(id, found2);
    }
    const seats = /* @__PURE__ */ new Map();
    for (const film of films) {
      const table = new Int16Array(film.people.length * film.width).fill(-1);
      eachStay(film, names, (who, team, week) => {
        table[who * film.width + week] = seatOf.get(`${film.people[who].key}\0${team}`);
      });
      seats.set(film, table);
    }
    return { ...found2, seats };
  }

  // src/network/view.ts
  var MANY = 100;
  function numbersOf(film, selection) {
    if (!selection) return [];
    const numbers = selection.kind === "person" ? [film.number(selection.key)] : [film.number(selection.holder), film.number(selection.other)];
    return numbers.includes(-1) ? [] : numbers;
  }
  var selectionOf = (film, numbers) => {
    const [a5, b] = numbers.map((n2) => film.people[n2].key);
    return a5 === void 0 ? null : b === void 0 ? { kind: "person", key: a5 } : { kind: "tie", holder: a5, other: b };
  };
  var last = null;
  function layoutOf(films, aspect) {
    if (!last || last.aspect !== aspect || last.films.length !== films.length || films.some((film, k2) => film !== last.films[k2])) last = { films, aspect, layout: layout(films, aspect) };
    return last.layout;
  }
  var levelOf = (ties, staff) => ties === "active" ? 2 : ties === "working" ? 1 : ties === "known" ? 0 : staff > MANY ? 2 : 0;
  var NetworkView = class {
    constructor(store2, slot, canvas, tip) {
      this.store = store2;
      this.slot = slot;
      this.canvas = canvas;
      this.tip = tip;
      this.drawing = new Drawing(canvas);
      this.size = new ResizeObserver(() => this.resize());
      this.size.observe(canvas.parentElement);
      this.stop = store2.subscribe(() => this.changed());
      canvas.addEventListener("pointermove", this.move);
      canvas.addEventListener("pointerleave", this.leave);
      canvas.addEventListener("click", this.click);
      this.changed();
    }
    store;
    slot;
    canvas;
    tip;
    drawing;
    frame = 0;
    seen = [];
    size;
    stop;
    wide = 0;
    high = 0;
    /** How often it has been drawn, for tests and measurements. */
    drawn = 0;
    close() {
      this.stop();
      this.size.disconnect();
      cancelAnimationFrame(this.frame);
    }
    resize() {
      const { clientWidth, clientHeight } = this.canvas.parentElement;
      if (clientWidth === this.wide && clientHeight === this.high) return;
      this.wide = clientWidth;
      this.high = clientHeight;
      const ratio = Math.min(2, devicePixelRatio || 1);
      this.canvas.width = Math.round(clientWidth * ratio);
      this.canvas.height = Math.round(clientHeight * ratio);
      this.seen = [];
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      this.draw();
    }
    changed() {
      const { week, shown: shown2, selection, hover, palette: palette2, ties, numbers, large } = this.store.state;
      const now2 = [week, selection, hover, palette2, ties, numbers, large, shown2[0]?.film, shown2[1]?.film, shown2.length];
      if (now2.every((value, k2) => value === this.seen[k2])) return;
      this.seen = now2;
      this.frame ||= requestAnimationFrame(() => {
        this.frame = 0;
        this.draw();
      });
    }
    draw() {
      const { week, shown: shown2, selection, hover, palette: palette2, ties, numbers, large } = this.store.state;
      const film = shown2[this.slot]?.film;
      if (!film || !this.wide || !this.high) return;
      const films = shown2.flatMap((one) => one.film ? [one.film] : []);
      const at = Math.min(week, film.weeks), staff = film.figure("staff", at) || film.people.length;
      const colours = PALETTES[palette2];
      const started = performance.now();
      this.drawing.draw({
        film,
        layout: layoutOf(films, shown2.length > 1 || this.wide < 1.1 * this.high ? 1 : 1.3),
        week: at,
        palette: colours,
        chosen: numbersOf(film, selection),
        under: numbersOf(film, hover),
        level: levelOf(ties, staff),
        numbers: numbers || large || staff <= 70,
        names: staff <= MANY,
        type: large ? 1.25 : 1,
        beside: shown2.length > 1 ? shown2[1 - this.slot]?.film ?? null : null,
        only: colours.only[this.slot]
      });
      this.drawn++;
      globalThis.drawTimes?.push(performance.now() - started);
      this.place(film, hover);
    }
    move = (event) => {
      const film = this.store.state.shown[this.slot]?.film;
      if (!film || event.pointerType === "touch") return;
      const hover = selectionOf(film, this.drawing.pick(event.offsetX, event.offsetY));
      this.canvas.classList.toggle("on", hover !== null);
      if (!sameSelection(hover, this.store.state.hover)) this.store.set({ hover });
    };
    leave = () => {
      if (this.store.state.hover) this.store.set({ hover: null });
    };
    click = (event) => {
      const film = this.store.state.shown[this.slot]?.film;
      if (!film) return;
      this.store.select(selectionOf(film, this.drawing.pick(event.offsetX, event.offsetY)));
    };
    /** The words beside what is pointed at. */
    place(film, hover) {
      const numbers = numbersOf(film, hover);
      const spots = numbers.flatMap((who) => this.drawing.where(who) ?? []);
      this.tip.hidden = !numbers.length || spots.length !== numbers.length;
      if (this.tip.hidden) return;
      const x3 = spots.reduce((sum, spot) => sum + spot.x, 0) / spots.length, y4 = spots.reduce((sum, spot) => sum + spot.y, 0) / spots.length;
      const { offsetWidth, offsetHeight } = this.tip;
      const left = Math.max(4, Math.min(this.wide - offsetWidth - 4, x3 - 0.5 * offsetWidth));
      const gap = numbers.length === 1 ? 30 : 14, top = y4 - offsetHeight - gap > 4 ? y4 - offsetHeight - gap : y4 + gap + 18;
      this.tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    }
  };

  // src/network/Network.tsx
  var LETTERS = ["A", "B"];
  function Network({ store: store2, slot }) {
    const canvas = T2(null), tip = T2(null);
    const [film, two] = useStore(store2, (state) => [state.shown[slot]?.film ?? null, state.shown.length > 1]);
    A2(() => {
      const view = new NetworkView(store2, slot, canvas.current, tip.current);
      return () => view.close();
    }, [store2, slot]);
    return /* @__PURE__ */ a3("figure", { class: "network", "data-slot": slot, children: [
      two && film && /* @__PURE__ */ a3("figcaption", { class: "school", children: [
        /* @__PURE__ */ a3("span", { class: `letter letter-${slot}`, children: LETTERS[slot] }),
        " ",
        film.header.title
      ] }),
      /* @__PURE__ */ a3("div", { class: "network-canvas", children: [
        /* @__PURE__ */ a3("canvas", { ref: canvas, role: "img", "aria-label": `Network of staff${two ? `, school ${LETTERS[slot]}` : ""}. The same people are in the list of staff.` }),
        /* @__PURE__ */ a3("div", { ref: tip, class: "tip", hidden: true, children: /* @__PURE__ */ a3(Tip, { store: store2, slot }) })
      ] }),
      /* @__PURE__ */ a3(ThisWeek, { store: store2, slot })
    ] });
  }
  function Tip({ store: store2, slot }) {
    const [film, hover, week] = useStore(store2, (state) => [state.shown[slot]?.film ?? null, state.hover, state.hover ? state.week : 0]);
    const numbers = film ? numbersOf(film, hover) : [];
    if (!film || !numbers.length) return null;
    const at = Math.min(week, film.weeks);
    if (numbers.length === 1) {
      const person = film.people[numbers[0]];
      return /* @__PURE__ */ a3($, { children: [
        /* @__PURE__ */ a3("b", { children: person.name }),
        /* @__PURE__ */ a3("span", { children: [
          describe(person),
          " \xB7 ",
          teamName(film.header, film.teamOf(numbers[0], at), true)
        ] }),
        /* @__PURE__ */ a3("span", { children: [
          "is trusted ",
          /* @__PURE__ */ a3("b", { children: decimal(film.coded("trust_received", numbers[0], at)) }),
          ", trusts others ",
          decimal(film.coded("trust_given", numbers[0], at))
        ] })
      ] });
    }
    const [a5, b] = numbers;
    return /* @__PURE__ */ a3($, { children: [[a5, b], [b, a5]].map(([holder, other]) => {
      const side = film.side(holder, other);
      return side && film.known(side.row, at) ? /* @__PURE__ */ a3("span", { children: [
        film.people[holder].name,
        " \u2192 ",
        film.people[other].name,
        " ",
        /* @__PURE__ */ a3("b", { children: decimal(film.coded("trust", side.row, at)) }),
        " ",
        film.header.stages[film.stage(side.row, at)]
      ] }, holder) : null;
    }) });
  }
  function ThisWeek({ store: store2, slot }) {
    const [film, week] = useStore(store2, (state) => [state.shown[slot]?.film ?? null, state.week]);
    const [calm] = useStore(store2, (state) => [!state.playing || state.speed <= 3]);
    if (!film) return /* @__PURE__ */ a3("p", { class: "this-week", children: " " });
    const at = Math.min(week, film.weeks);
    return /* @__PURE__ */ a3("p", { class: "this-week", children: [
      /* @__PURE__ */ a3("span", { children: plural(film.figure("staff", at), "person", "staff") }),
      /* @__PURE__ */ a3("span", { children: [
        plural(film.figure("active_pairs", at), "active tie"),
        ", ",
        plural(film.figure("active_across_teams", at), "of them between teams", "of them between teams")
      ] }),
      /* @__PURE__ */ a3("span", { class: "news", children: calm ? news(film, at) : "" })
    ] });
  }
  var WORTH = ["intervention", "viable", "lost", "left", "joined", "apology", "breach"];
  function news(film, week) {
    const found2 = film.header.events.filter((event) => event.week === week && event.words);
    found2.sort((a5, b) => WORTH.indexOf(a5.kind) - WORTH.indexOf(b.kind));
    const more = found2.length - 2;
    return found2.slice(0, 2).map((event) => event.words).join(" \xB7 ") + (more > 0 ? ` \xB7 and ${more} more` : "");
  }

  // src/timeline/Player.tsx
  var SPEEDS2 = [1, 2, 4, 6, 10, 15, 20, 30, 60];
  var Icon = ({ path }) => /* @__PURE__ */ a3("svg", { viewBox: "0 0 24 24", width: "24", height: "24", "aria-hidden": "true", children: /* @__PURE__ */ a3("path", { d: path, fill: "currentColor" }) });
  var PLAY = "M7 4v16l13-8z";
  var PAUSE = "M6 4h4v16H6zM14 4h4v16h-4z";
  var BACK = "M6 4h3v16H6zM20 4v16L9 12z";
  var ON = "M15 4h3v16h-3zM4 4v16l11-8z";
  var AGAIN = "M12 5V1L7 6l5 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z";
  function Player({ store: store2 }) {
    const [film, playing, speed, revealed] = useStore(store2, (state) => [state.shown[0]?.film ?? null, state.playing, state.speed, state.revealed]);
    return /* @__PURE__ */ a3("section", { class: "player", "aria-label": "Player", children: [
      /* @__PURE__ */ a3("div", { class: "buttons", children: [
        /* @__PURE__ */ a3("button", { class: "icon", title: "Restart (R)", "aria-label": "Restart", onClick: () => void store2.restart(), disabled: !film, children: /* @__PURE__ */ a3(Icon, { path: AGAIN }) }),
        /* @__PURE__ */ a3("button", { class: "icon", title: "A week back (\u2190)", "aria-label": "A week back", onClick: () => store2.step(-1), disabled: !film, children: /* @__PURE__ */ a3(Icon, { path: BACK }) }),
        /* @__PURE__ */ a3("button", { class: "icon play", title: playing ? "Pause (Space)" : "Play (Space)", "aria-label": playing ? "Pause" : "Play", onClick: () => store2.toggle(), disabled: !film, children: /* @__PURE__ */ a3(Icon, { path: playing ? PAUSE : PLAY }) }),
        /* @__PURE__ */ a3("button", { class: "icon", title: "A week on (\u2192)", "aria-label": "A week on", onClick: () => store2.step(1), disabled: !film, children: /* @__PURE__ */ a3(Icon, { path: ON }) }),
        /* @__PURE__ */ a3(Now, { store: store2 }),
        /* @__PURE__ */ a3("label", { class: "speed", children: [
          /* @__PURE__ */ a3("span", { class: "speed-words", children: "speed" }),
          /* @__PURE__ */ a3("select", { value: String(speed), onChange: (event) => store2.setSpeed(Number(event.currentTarget.value)), "aria-label": "Speed, weeks a second", children: SPEEDS2.map((one) => /* @__PURE__ */ a3("option", { value: String(one), children: [
            one,
            " weeks/s"
          ] }, one)) })
        ] }),
        /* @__PURE__ */ a3("label", { class: "switch", title: "Show the weeks to come in the charts (V)", children: [
          /* @__PURE__ */ a3("input", { type: "checkbox", checked: revealed, onChange: (event) => store2.reveal(event.currentTarget.checked) }),
          /* @__PURE__ */ a3("span", { children: "reveal" })
        ] })
      ] }),
      /* @__PURE__ */ a3(Scrubber, { store: store2 })
    ] });
  }
  function Now({ store: store2 }) {
    const [film, week] = useStore(store2, (state) => [state.shown[0]?.film ?? null, state.week]);
    return /* @__PURE__ */ a3("div", { class: "now", children: [
      /* @__PURE__ */ a3("b", { children: [
        "Week ",
        week
      ] }),
      " ",
      /* @__PURE__ */ a3("span", { children: film ? date(week, film.header) : "" })
    ] });
  }
  function Scrubber({ store: store2 }) {
    const [week, first, second] = useStore(store2, (state) => [state.week, state.shown[0]?.film ?? null, state.shown[1]?.film ?? null]);
    const films = [first, second].filter((film) => film !== null);
    if (!first) return /* @__PURE__ */ a3("div", { class: "scrubber" });
    const weeks = store2.weeks;
    return /* @__PURE__ */ a3("div", { class: "scrubber", children: [
      /* @__PURE__ */ a3(
        "input",
        {
          type: "range",
          min: 0,
          max: weeks,
          step: 1,
          value: week,
          "aria-label": "Week",
          "aria-valuetext": `week ${week}, ${date(week, first.header)}`,
          onInput: (event) => {
            const to = Number(event.currentTarget.value);
            if (store2.state.playing) store2.pause();
            store2.setWeek(to);
          }
        }
      ),
      /* @__PURE__ */ a3(Strip, { store: store2, films, weeks })
    ] });
  }
  function Strip({ store: store2, films, weeks }) {
    const strip = T2(null);
    const [width, setWidth] = d2(800);
    A2(() => {
      const size = new ResizeObserver(() => setWidth(strip.current.clientWidth));
      size.observe(strip.current);
      return () => size.disconnect();
    }, []);
    const { weeks_per_year: year, weeks_per_term: term2 } = films[0].header;
    const years = Array.from({ length: Math.ceil(weeks / year) }, (_4, k2) => k2 * year);
    const at = (week) => `${100 * week / Math.max(1, weeks)}%`;
    return /* @__PURE__ */ a3("div", { class: "strip", ref: strip, children: [
      films.map((film, slot) => /* @__PURE__ */ a3(Spells, { store: store2, film, at, letter: films.length > 1 ? "AB"[slot] : "" }, slot)),
      /* @__PURE__ */ a3("div", { class: "calendar", "aria-hidden": "true", children: [
        Array.from({ length: Math.floor(weeks / term2) + 1 }, (_4, k2) => k2 * term2).map((week) => /* @__PURE__ */ a3("span", { class: week % year ? "tick" : "tick year", style: { left: at(week) } }, week)),
        years.map((week) => Math.min(weeks, week + year) - week > 0.05 * weeks ? /* @__PURE__ */ a3("span", { class: "year-name", style: { left: at(0.5 * (week + Math.min(weeks, week + year))) }, children: [
          "year ",
          week / year + 1
        ] }, week) : null)
      ] }),
      /* @__PURE__ */ a3(Marks, { store: store2, found: marks(films), weeks, width, at })
    ] });
  }
  function Spells({ store: store2, film, at, letter }) {
    const [week, revealed, palette2] = useStore(store2, (state) => [state.week, state.revealed, state.palette]);
    const spells = spellsUntil(film, revealed ? film.weeks : week);
    return /* @__PURE__ */ a3("div", { class: "spells", title: "Weeks in which this is a viable learning community", children: [
      letter && /* @__PURE__ */ a3("span", { class: "spells-letter", "aria-hidden": "true", children: letter }),
      spells.map(({ from, to }) => /* @__PURE__ */ a3("span", { class: "spell", style: { left: at(from), width: `calc(${at(to)} - ${at(from)})`, backgroundColor: PALETTES[palette2].viable }, children: to - from > 0.12 * film.weeks ? "viable" : "" }, from))
    ] });
  }
  function Marks({ store: store2, found: found2, weeks, width, at }) {
    const [large] = useStore(store2, (state) => [state.large]);
    const letter = large ? 8.6 : 6.6;
    const boxes = found2.map(({ week, words, only }) => {
      const x3 = week / Math.max(1, weeks) * width, size = letter * (words.length + (only === null ? 0 : 3)) + 22, leftward = x3 + size > width && x3 > size;
      return { left: leftward ? x3 - size : x3, right: leftward ? x3 : x3 + size, leftward };
    });
    const order = boxes.map((_4, k2) => k2).sort((a5, b) => boxes[a5].left - boxes[b].left);
    const rows = [];
    rowsOf(order.map((k2) => boxes[k2]), 3).forEach((row, k2) => {
      rows[order[k2]] = row;
    });
    const high = Math.max(0, ...rows) + 1;
    if (!found2.length) return null;
    return /* @__PURE__ */ a3("ul", { class: "marks", "data-rows": high, "aria-label": "What is done, and when", children: found2.map((mark, k2) => /* @__PURE__ */ a3("li", { style: { left: at(mark.week) }, class: `${boxes[k2].leftward ? "leftward" : ""} row-${Math.max(0, rows[k2])} ${rows[k2] < 0 ? "bare" : ""}`, children: /* @__PURE__ */ a3("button", { onClick: () => store2.step(mark.week - 1 - store2.state.week), title: `Week ${mark.week}: ${mark.words}. Go to the week before.`, children: [
      /* @__PURE__ */ a3("span", { class: "pin", "aria-hidden": "true" }),
      mark.only !== null && /* @__PURE__ */ a3("b", { class: `letter letter-${mark.only}`, children: "AB"[mark.only] }),
      /* @__PURE__ */ a3("span", { class: "mark-words", children: mark.words }),
      /* @__PURE__ */ a3("span", { class: "hidden", children: [
        " in week ",
        mark.week
      ] })
    ] }) }, k2)) });
  }

  // src/tour/Guess.tsx
  function Guess({ store: store2, predict, from, until, guess, set: set2, next }) {
    const [shown2] = useStore(store2, (s3) => [s3.shown]);
    const film = shown2[shown2.length - 1]?.film;
    const drawn = predict.draw && film?.weekly(predict.draw) ? predict.draw : null;
    const ready = guess !== void 0 && (guess.choice !== void 0 || (guess.curve?.some((value) => value !== null) ?? false));
    const go = () => {
      if (guess) set2({ ...guess, sealed: true });
      if (until === null) return next();
      store2.reveal(false);
      if (store2.state.week >= until) store2.setWeek(from);
      store2.play(until);
    };
    return /* @__PURE__ */ a3("div", { class: "guess", children: [
      /* @__PURE__ */ a3("p", { class: "guess-ask", children: [
        /* @__PURE__ */ a3("strong", { children: guess?.sealed ? "You said" : "First say what you expect" }),
        predict.question && /* @__PURE__ */ a3($, { children: [
          ": ",
          predict.question
        ] })
      ] }),
      predict.choices && /* @__PURE__ */ a3("div", { class: "choices", role: "group", "aria-label": predict.question ?? "What do you expect?", children: predict.choices.map((choice) => /* @__PURE__ */ a3("button", { type: "button", class: "plain", "aria-pressed": guess?.choice === choice, disabled: guess?.sealed ?? false, onClick: () => set2({ ...guess, choice, sealed: false }), children: choice }, choice)) }),
      drawn && film && /* @__PURE__ */ a3(Sketch, { store: store2, film, column: drawn, from, guess, set: set2 }),
      /* @__PURE__ */ a3("div", { class: "row", children: [
        /* @__PURE__ */ a3("button", { type: "button", class: "main", disabled: !ready, onClick: go, children: until === null ? "Keep this guess" : guess?.sealed ? "Play again" : "Now play" }),
        !guess?.sealed && until !== null && /* @__PURE__ */ a3("button", { type: "button", class: "quiet", onClick: go, children: "Play without a guess" })
      ] })
    ] });
  }
  function Recalled({ store: store2, predict, from, guess }) {
    const [shown2] = useStore(store2, (s3) => [s3.shown]);
    const film = shown2[shown2.length - 1]?.film;
    return /* @__PURE__ */ a3("div", { class: "guess", children: [
      /* @__PURE__ */ a3("p", { class: "guess-ask", children: [
        /* @__PURE__ */ a3("strong", { children: "You expected" }),
        predict.question && /* @__PURE__ */ a3($, { children: [
          ": ",
          predict.question
        ] }),
        " ",
        guess.choice && /* @__PURE__ */ a3("em", { children: guess.choice })
      ] }),
      predict.draw && film?.weekly(predict.draw) && guess.curve && /* @__PURE__ */ a3(Sketch, { store: store2, film, column: predict.draw, from, guess, set: () => void 0 })
    ] });
  }
  var WIDE = 320;
  var HIGH = 150;
  var PAD = { left: 34, right: 8, top: 8, bottom: 22 };
  function Sketch({ store: store2, film, column, from, guess, set: set2 }) {
    const [week] = useStore(store2, (s3) => [s3.week]);
    const box2 = T2(null);
    const [drawing, draw2] = d2(false);
    const { header } = film;
    const { words, unit } = header.columns[column];
    const values2 = film.weekly(column);
    const most = values2.reduce((top2, value) => value > top2 ? value : top2, 0);
    const top = most <= 1 ? 1 : 10 ** Math.ceil(Math.log10(most));
    const stops = [];
    for (let at = from + header.weeks_per_term; at < film.weeks + header.weeks_per_term; at += header.weeks_per_term) stops.push(Math.min(at, film.weeks));
    const curve = guess?.curve?.length === stops.length ? guess.curve : stops.map(() => null);
    const x3 = (at) => PAD.left + (WIDE - PAD.left - PAD.right) * at / film.weeks;
    const y4 = (share) => HIGH - PAD.bottom - (HIGH - PAD.top - PAD.bottom) * share;
    const start = (values2[from] ?? NaN) / top;
    const take = (k2, share) => set2({ ...guess, sealed: false, curve: curve.map((value, at) => at === k2 ? Math.min(1, Math.max(0, share)) : value) });
    const point = (event) => {
      const area = box2.current.getBoundingClientRect();
      const at = ((event.clientX - area.left) / area.width * WIDE - PAD.left) / (WIDE - PAD.left - PAD.right) * film.weeks;
      const share = (HIGH - PAD.bottom - (event.clientY - area.top) / area.height * HIGH) / (HIGH - PAD.top - PAD.bottom);
      let nearest = 0;
      stops.forEach((stop, k2) => {
        if (Math.abs(stop - at) < Math.abs(stops[nearest] - at)) nearest = k2;
      });
      take(nearest, share);
    };
    const guessLine = [...Number.isFinite(start) ? [[x3(from), y4(start)]] : [], ...stops.flatMap((stop, k2) => curve[k2] === null ? [] : [[x3(stop), y4(curve[k2])]])];
    const line = (points2) => points2.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(" ");
    const upTo = guess?.sealed ? week : from;
    const seen2 = [...values2.subarray(0, upTo + 1)].flatMap((value, at) => Number.isNaN(value) ? [] : [[x3(at), y4(Math.min(1, value / top))]]);
    const years = stops.flatMap((stop, k2) => k2 === stops.length - 1 || stop % header.weeks_per_year === 0 ? [{ stop, k: k2 }] : []);
    const sealed = guess?.sealed ?? false;
    return /* @__PURE__ */ a3("figure", { class: "sketch", children: [
      /* @__PURE__ */ a3("figcaption", { children: [
        words,
        unit && unit !== "0-1" ? `, ${unit}` : "",
        ". ",
        sealed ? "Dashed: your guess." : "Draw how it goes on."
      ] }),
      /* @__PURE__ */ a3(
        "svg",
        {
          ref: box2,
          viewBox: `0 0 ${WIDE} ${HIGH}`,
          class: sealed ? "" : "open",
          "aria-hidden": "true",
          onPointerDown: (event) => {
            if (!sealed) {
              draw2(true);
              event.currentTarget.setPointerCapture(event.pointerId);
              point(event);
            }
          },
          onPointerMove: (event) => {
            if (drawing) point(event);
          },
          onPointerUp: () => draw2(false),
          onPointerCancel: () => draw2(false),
          children: [
            [0, 0.5, 1].map((share) => /* @__PURE__ */ a3("line", { class: "grid-line", x1: PAD.left, x2: WIDE - PAD.right, y1: y4(share), y2: y4(share) }, share)),
            [0, 0.5, 1].map((share) => /* @__PURE__ */ a3("text", { x: PAD.left - 5, y: y4(share) + 4, "text-anchor": "end", children: share * top }, share)),
            years.map(({ stop }) => /* @__PURE__ */ a3("text", { x: x3(stop), y: HIGH - 6, "text-anchor": "end", children: [
              "week ",
              stop
            ] }, stop)),
            /* @__PURE__ */ a3("polyline", { class: "seen", points: line(seen2) }),
            /* @__PURE__ */ a3("polyline", { class: "guessed", points: line(guessLine) }),
            guessLine.slice(1).map(([px, py], k2) => /* @__PURE__ */ a3("circle", { class: "guessed", cx: px, cy: py, r: "3" }, k2))
          ]
        }
      ),
      !sealed && /* @__PURE__ */ a3("fieldset", { class: "sketch-keys", children: [
        /* @__PURE__ */ a3("legend", { children: "Or by numbers" }),
        /* @__PURE__ */ a3("div", { children: years.map(({ stop, k: k2 }) => /* @__PURE__ */ a3("label", { children: [
          "week ",
          stop,
          " ",
          /* @__PURE__ */ a3("input", { type: "number", min: 0, max: top, step: top / 20, value: curve[k2] === null ? "" : Math.round(curve[k2] * top * 100) / 100, onInput: (event) => {
            if (event.currentTarget.value !== "") take(k2, Number(event.currentTarget.value) / top);
          } })
        ] }, stop)) })
      ] })
    ] });
  }

  // src/tour/Captions.tsx
  var SEEN = "trustsim-seen";
  var remembered = () => {
    try {
      return localStorage.getItem(SEEN) !== null;
    } catch {
      return false;
    }
  };
  var remember = () => {
    try {
      localStorage.setItem(SEEN, "1");
    } catch {
    }
  };
  function Captions({ store: store2 }) {
    const [tour, hello] = useStore(store2, (s3) => [s3.tour, s3.hello]);
    const now2 = store2.tourNow();
    if (now2) return /* @__PURE__ */ a3(Card, { store: store2, ...now2 }, tour.id);
    return hello && !tour ? /* @__PURE__ */ a3(Welcome, { store: store2 }) : null;
  }
  function Welcome({ store: store2 }) {
    const [mode, week, playing, history2, aside, hello, shown2] = useStore(store2, (s3) => [s3.mode, s3.week, s3.playing, s3.history.length, s3.dialog !== null || s3.drawer, s3.hello, s3.shown]);
    const [seen2, see] = d2(remembered);
    const tour = hello?.tours[0];
    const film = shown2[0]?.film;
    const begun = week > 0 || playing || history2 > 0;
    A2(() => {
      if (begun) remember();
    }, [begun]);
    if (mode !== "live" || seen2 || begun || aside || !film) return null;
    const close = () => {
      remember();
      see(true);
    };
    return /* @__PURE__ */ a3("section", { class: "caption welcome", "aria-label": "Welcome", children: [
      /* @__PURE__ */ a3("h2", { children: "New here?" }),
      /* @__PURE__ */ a3("p", { children: [
        "This is a school with ",
        film.people.filter((_4, k2) => film.inPost(k2, 0)).length,
        " staff, at the start of ",
        Math.round(film.weeks / film.header.weeks_per_year),
        " years. Press play and watch how trust grows, or does not."
      ] }),
      /* @__PURE__ */ a3("div", { class: "row", children: [
        /* @__PURE__ */ a3("button", { type: "button", class: "main", onClick: () => {
          close();
          store2.play();
        }, children: "\u25B6 Play" }),
        tour && /* @__PURE__ */ a3("button", { type: "button", class: "plain", onClick: () => {
          close();
          void startTour(store2, tour.id);
        }, children: [
          "Take the tour: ",
          tour.steps.length,
          " steps"
        ] }),
        /* @__PURE__ */ a3("button", { type: "button", class: "quiet", onClick: close, children: "Not now" })
      ] })
    ] });
  }
  var predictOf = (step) => !step.predict ? null : step.predict === true ? { choices: ["It rises", "It stays about as it is", "It falls"] } : step.predict;
  function Card({ store: store2, tour, step, at }) {
    const [folded, fold] = d2(false);
    const guesses = T2(/* @__PURE__ */ new Map());
    const [, again] = d2(0);
    const title = T2(null);
    A2(() => title.current?.focus({ preventScroll: true }), []);
    const last2 = at === tour.steps.length - 1;
    const predict = predictOf(step);
    const guess = guesses.current.get(at);
    const earlier = [...guesses.current].filter(([k2, one]) => k2 < at && one.sealed).map(([k2]) => k2).sort((a5, b) => b - a5)[0] ?? null;
    return /* @__PURE__ */ a3("section", { class: "caption", "aria-label": tour.title, children: [
      /* @__PURE__ */ a3("header", { class: "caption-head", children: [
        /* @__PURE__ */ a3("p", { class: "caption-where", children: [
          tour.title,
          " ",
          /* @__PURE__ */ a3("span", { class: "soft", children: [
            at + 1,
            " of ",
            tour.steps.length
          ] })
        ] }),
        /* @__PURE__ */ a3("button", { type: "button", class: "quiet", "aria-expanded": !folded, onClick: () => fold(!folded), children: folded ? "Show" : "Fold" }),
        /* @__PURE__ */ a3("button", { type: "button", class: "cross", "aria-label": "End the tour", onClick: () => store2.endTour(), children: "\xD7" })
      ] }),
      /* @__PURE__ */ a3("div", { class: "caption-body", hidden: folded, children: [
        /* @__PURE__ */ a3("div", { class: "caption-text", "aria-live": "polite", children: [
          /* @__PURE__ */ a3("h2", { ref: title, tabIndex: -1, children: step.title ?? `Step ${at + 1}` }),
          paragraphs(step.text).map((text, k2) => /* @__PURE__ */ a3("p", { children: text }, k2)),
          step.question && /* @__PURE__ */ a3("p", { class: "ask", children: [
            /* @__PURE__ */ a3("strong", { children: "Ask:" }),
            " ",
            step.question
          ] })
        ] }),
        predict && /* @__PURE__ */ a3(Guess, { store: store2, predict, from: step.week ?? 0, until: step.play_to ?? null, guess, next: () => store2.stepTour(1), set: (made) => {
          guesses.current.set(at, made);
          again((n2) => n2 + 1);
        } }, at),
        !predict && earlier !== null && /* @__PURE__ */ a3(Recalled, { store: store2, predict: predictOf(tour.steps[earlier]), from: tour.steps[earlier].week ?? 0, guess: guesses.current.get(earlier) }, `recalled-${earlier}`),
        step.look_for && (predict ? guess?.sealed : true) && /* @__PURE__ */ a3("p", { class: "look", children: [
          /* @__PURE__ */ a3("strong", { children: "Look for:" }),
          " ",
          step.look_for
        ] })
      ] }),
      /* @__PURE__ */ a3("div", { class: "row caption-go", children: [
        /* @__PURE__ */ a3("button", { type: "button", class: "plain", disabled: at === 0, onClick: () => store2.toStep(tour.id, at - 1), title: "Page Up", children: "Back" }),
        step.play_to !== void 0 && !predict && /* @__PURE__ */ a3(Replay, { store: store2, from: step.week ?? 0, until: step.play_to }),
        /* @__PURE__ */ a3("button", { type: "button", class: "main go", onClick: () => last2 ? store2.endTour() : store2.toStep(tour.id, at + 1), title: "Page Down", children: last2 ? "Done" : "Next" })
      ] })
    ] });
  }
  function Replay({ store: store2, from, until }) {
    const [playing, week] = useStore(store2, (s3) => [s3.playing, s3.week >= until]);
    return /* @__PURE__ */ a3("button", { type: "button", class: "plain", onClick: () => playing ? store2.pause() : (week && store2.setWeek(from), store2.play(until)), children: playing ? "Pause" : week ? "Play again" : "Play" });
  }
  var paragraphs = (text) => text.split(/\n\s*\n/).map((part) => part.trim()).filter(Boolean);

  // src/app.tsx
  function App({ store: store2 }) {
    const [drawer, selection, tour, two, large, tab, front, mode] = useStore(store2, (state) => [state.drawer, state.selection, state.tour, state.shown.length > 1, state.large, state.tab, state.front, state.mode]);
    const [ready, waiting] = useStore(store2, (state) => [state.shown.some((one) => one.film), state.shown.some((one) => one.waiting)]);
    A2(() => {
      document.documentElement.classList.toggle("large", large);
    }, [large]);
    const classes = ["page", mode, `tab-${tab}`, two ? "two" : "one", `front-${front}`, drawer ? "with-drawer" : "", selection ? "with-selection" : "", tour ? "with-tour" : "", waiting ? "waiting" : ""];
    return /* @__PURE__ */ a3("div", { class: classes.join(" "), children: [
      /* @__PURE__ */ a3(Header, { store: store2 }),
      /* @__PURE__ */ a3("main", { children: [
        tour ? /* @__PURE__ */ a3("aside", { class: "captions", "aria-label": "Tour", children: /* @__PURE__ */ a3(Captions, { store: store2 }) }) : /* @__PURE__ */ a3(Captions, { store: store2 }),
        drawer && /* @__PURE__ */ a3("aside", { class: "drawer", "aria-label": "Change the school", children: /* @__PURE__ */ a3(Controls, { store: store2 }) }),
        /* @__PURE__ */ a3("section", { class: "stage", "aria-label": "Network of staff", children: [
          two && /* @__PURE__ */ a3(Fronts, { store: store2 }),
          /* @__PURE__ */ a3("div", { class: "networks", children: [
            ready ? /* @__PURE__ */ a3(Network, { store: store2, slot: 0 }) : /* @__PURE__ */ a3("p", { class: "loading", children: mode === "live" ? "The school is being founded \u2026" : "Opening \u2026" }),
            ready && two && /* @__PURE__ */ a3(Network, { store: store2, slot: 1 })
          ] }),
          /* @__PURE__ */ a3(Differences, { store: store2 }),
          /* @__PURE__ */ a3(Legend, { store: store2 })
        ] }),
        /* @__PURE__ */ a3(Tabs, { store: store2 }),
        /* @__PURE__ */ a3("section", { class: "side", "aria-label": "Charts and people", children: [
          /* @__PURE__ */ a3("div", { class: "side-person", children: /* @__PURE__ */ a3(Inspector, { store: store2 }) }),
          /* @__PURE__ */ a3("div", { class: "side-charts", children: ready && /* @__PURE__ */ a3(Charts, { store: store2 }) }),
          /* @__PURE__ */ a3("div", { class: "side-about", children: /* @__PURE__ */ a3(About2, { store: store2 }) })
        ] })
      ] }),
      /* @__PURE__ */ a3(Player, { store: store2 }),
      /* @__PURE__ */ a3(Dialogs, { store: store2 }),
      /* @__PURE__ */ a3(Spoken, { store: store2 })
    ] });
  }
  function Header({ store: store2 }) {
    const [a5, b] = useStore(store2, (state) => [state.shown[0]?.film ?? null, state.shown[1]?.film ?? null]);
    A2(() => {
      if (a5) document.title = `${a5.header.title}${b ? ` and ${b.header.title}` : ""} \xB7 trustsim`;
    }, [a5, b]);
    return /* @__PURE__ */ a3("header", { class: "top", children: [
      /* @__PURE__ */ a3("div", { class: "names", children: [
        /* @__PURE__ */ a3("h1", { children: [
          a5 ? a5.header.title : "trustsim",
          b && /* @__PURE__ */ a3($, { children: [
            /* @__PURE__ */ a3("span", { class: "versus", children: " beside " }),
            b.header.title
          ] })
        ] }),
        /* @__PURE__ */ a3("p", { class: "question", children: (b ?? a5)?.header.question ?? "" })
      ] }),
      /* @__PURE__ */ a3("nav", { class: "menu", "aria-label": "Menu", children: [
        /* @__PURE__ */ a3(Menu, { store: store2 }),
        /* @__PURE__ */ a3(ViewMenu, { store: store2 })
      ] })
    ] });
  }
  function ViewMenu({ store: store2 }) {
    const [palette2, numbers, ties, large] = useStore(store2, (state) => [state.palette, state.numbers, state.ties, state.large]);
    const details = T2(null);
    A2(() => {
      const outside = (event) => {
        if (details.current?.open && !(event.target instanceof Node && details.current.contains(event.target))) details.current.open = false;
      };
      const escape = (event) => {
        if (event.key === "Escape" && details.current?.open) {
          details.current.open = false;
          details.current.querySelector("summary")?.focus();
          event.stopPropagation();
        }
      };
      const element = details.current;
      document.addEventListener("pointerdown", outside);
      element.addEventListener("keydown", escape);
      return () => {
        document.removeEventListener("pointerdown", outside);
        element.removeEventListener("keydown", escape);
      };
    }, []);
    return /* @__PURE__ */ a3("details", { class: "popover", ref: details, children: [
      /* @__PURE__ */ a3("summary", { children: "View" }),
      /* @__PURE__ */ a3("div", { class: "popover-body", children: [
        /* @__PURE__ */ a3("label", { children: [
          "Ties",
          /* @__PURE__ */ a3("select", { value: ties, onChange: (event) => store2.set({ ties: event.currentTarget.value }), children: [
            /* @__PURE__ */ a3("option", { value: "auto", children: "what can be read" }),
            /* @__PURE__ */ a3("option", { value: "active", children: "active only" }),
            /* @__PURE__ */ a3("option", { value: "working", children: "active and working" }),
            /* @__PURE__ */ a3("option", { value: "known", children: "all who know each other" })
          ] })
        ] }),
        /* @__PURE__ */ a3("label", { children: [
          "Colours",
          /* @__PURE__ */ a3("select", { value: String(palette2), onChange: (event) => store2.set({ palette: Number(event.currentTarget.value) }), children: PALETTES.map((one, k2) => /* @__PURE__ */ a3("option", { value: String(k2), children: one.name }, k2)) })
        ] }),
        /* @__PURE__ */ a3("label", { class: "switch", children: [
          /* @__PURE__ */ a3("input", { type: "checkbox", checked: numbers, onChange: (event) => store2.set({ numbers: event.currentTarget.checked }) }),
          /* @__PURE__ */ a3("span", { children: "numbers in the network" })
        ] }),
        /* @__PURE__ */ a3("label", { class: "switch", children: [
          /* @__PURE__ */ a3("input", { type: "checkbox", checked: large, onChange: (event) => store2.set({ large: event.currentTarget.checked }) }),
          /* @__PURE__ */ a3("span", { children: "big type" })
        ] })
      ] })
    ] });
  }
  function Fronts({ store: store2 }) {
    const [front, a5, b] = useStore(store2, (state) => [state.front, state.shown[0]?.film ?? null, state.shown[1]?.film ?? null]);
    return /* @__PURE__ */ a3("div", { class: "fronts", role: "group", "aria-label": "School in front", children: [a5, b].map((film, k2) => /* @__PURE__ */ a3("button", { "aria-pressed": front === k2, onClick: () => store2.set({ front: k2 }), children: [
      /* @__PURE__ */ a3("span", { class: `letter letter-${k2}`, children: "AB"[k2] }),
      " ",
      film?.header.title
    ] }, k2)) });
  }
  var TABS = [{ tab: "charts", words: "Charts" }, { tab: "person", words: "People" }, { tab: "about", words: "About" }];
  function Tabs({ store: store2 }) {
    const [tab] = useStore(store2, (state) => [state.tab]);
    return /* @__PURE__ */ a3("div", { class: "tabs", role: "group", "aria-label": "Show", children: TABS.map((one) => /* @__PURE__ */ a3("button", { "aria-pressed": tab === one.tab, onClick: () => store2.set({ tab: one.tab }), children: one.words }, one.tab)) });
  }
  function About2({ store: store2 }) {
    const [a5, b, week, revealed] = useStore(store2, (state) => [state.shown[0]?.film ?? null, state.shown[1]?.film ?? null, state.week, state.revealed]);
    const films = [a5, b].filter((film) => film !== null);
    return /* @__PURE__ */ a3("section", { class: "about", "aria-label": "About", children: films.map((film, k2) => {
      const told = revealed || week >= film.weeks;
      return /* @__PURE__ */ a3("details", { open: films.length === 1, children: [
        /* @__PURE__ */ a3("summary", { children: [
          films.length > 1 ? /* @__PURE__ */ a3("b", { class: `letter letter-${k2}`, children: "AB"[k2] }) : null,
          film.header.title,
          ": what it asks, and what was found"
        ] }),
        /* @__PURE__ */ a3("p", { children: [
          /* @__PURE__ */ a3("b", { children: "Asked:" }),
          " ",
          film.header.question
        ] }),
        film.header.source && /* @__PURE__ */ a3("p", { class: "soft", children: [
          "Source: ",
          film.header.source
        ] }),
        told ? /* @__PURE__ */ a3($, { children: [
          film.header.expected && /* @__PURE__ */ a3("p", { children: [
            /* @__PURE__ */ a3("b", { children: "Expected:" }),
            " ",
            film.header.expected
          ] }),
          film.header.finding && /* @__PURE__ */ a3("p", { children: [
            /* @__PURE__ */ a3("b", { children: "Found in 30 runs:" }),
            " ",
            film.header.finding
          ] }),
          /* @__PURE__ */ a3("p", { children: /* @__PURE__ */ a3("b", { children: "In this run:" }) }),
          /* @__PURE__ */ a3("ul", { children: film.header.summary.map((line, n2) => /* @__PURE__ */ a3("li", { children: line }, n2)) })
        ] }) : /* @__PURE__ */ a3("p", { class: "soft", children: "What was expected and found is told at the end of the run, or with \u201Creveal\u201D." }),
        /* @__PURE__ */ a3("p", { class: "soft", children: [
          "Luck number (seed) ",
          film.header.seed,
          " \xB7 trustsim ",
          film.header.version
        ] })
      ] }, k2);
    }) });
  }
  function Spoken({ store: store2 }) {
    const [text, setText] = d2("");
    const [week, playing, a5, b] = useStore(store2, (state) => {
      const year = state.shown[0]?.film?.header.weeks_per_year ?? 39;
      return [state.playing ? state.week - state.week % year : state.week, state.playing, state.shown[0]?.film ?? null, state.shown[1]?.film ?? null];
    });
    A2(() => {
      const films = [a5, b].filter((film) => film !== null);
      const wait2 = setTimeout(() => setText(films.length ? spoken(films, week) : ""), 400);
      return () => clearTimeout(wait2);
    }, [week, playing, a5, b]);
    return /* @__PURE__ */ a3("p", { class: "hidden", role: "status", "aria-live": "polite", children: text });
  }

  // src/player.ts
  function advance(left, milliseconds, speed) {
    const due = left + Math.min(milliseconds, 250) * speed / 1e3;
    const weeks = Math.floor(due + 1e-9);
    return { weeks, left: Math.max(0, due - weeks) };
  }
  var Player2 = class {
    constructor(store2, clock2 = {
      request: (tick) => requestAnimationFrame(tick),
      cancel: (id) => cancelAnimationFrame(id)
    }) {
      this.store = store2;
      this.clock = clock2;
      store2.subscribe(() => this.follow());
    }
    store;
    clock;
    frame = 0;
    last = 0;
    left = 0;
    follow() {
      const { playing } = this.store.state;
      if (playing && !this.frame) {
        this.last = NaN;
        this.left = 0;
        this.frame = this.clock.request(this.tick);
      } else if (!playing && this.frame) {
        this.clock.cancel(this.frame);
        this.frame = 0;
      }
    }
    tick = (now2) => {
      this.frame = this.clock.request(this.tick);
      const passed = Number.isNaN(this.last) ? 0 : now2 - this.last;
      this.last = now2;
      const { weeks, left } = advance(this.left, passed, this.store.state.speed);
      this.left = left;
      if (!weeks) return;
      const { week, until } = this.store.state;
      const end = Math.min(until ?? Infinity, this.store.weeks);
      this.store.setWeek(Math.min(week + weeks, end));
      if (week + weeks >= end) this.store.pause();
    };
  };

  // src/still.ts
  var bytesOf = (base64) => Uint8Array.from(atob(base64.trim()), (letter) => letter.charCodeAt(0));
  var StillSource = class _StillSource {
    constructor(replay, texts) {
      this.replay = replay;
      this.texts = texts;
    }
    replay;
    texts;
    mode = "replay";
    films = [];
    /** What this document holds; null if it is not a replay. */
    static ofDocument() {
      const data = document.getElementById("replay");
      if (!data) return null;
      const texts = [];
      for (let k2 = 0; ; k2++) {
        const film = document.getElementById(`film-${k2}`);
        if (!film) break;
        texts.push(film.textContent ?? "");
      }
      return new _StillSource(JSON.parse(data.textContent ?? "{}"), texts);
    }
    async hello() {
      for (const text of this.texts.slice(this.films.length)) this.films.push(decode(await unzipped(bytesOf(text))));
      const { captions, version } = this.replay;
      return {
        version,
        controls: [],
        interventions: [],
        presets: {},
        limits: {},
        tours: captions ? [captions] : [],
        scenarios: this.films.map(({ header }) => ({ name: header.name, title: header.title, question: header.question }))
      };
    }
    get views() {
      return this.films.map((film) => film.header.view);
    }
    film(_view, slot) {
      const film = this.films[slot === "a" ? 0 : 1];
      return film ? Promise.resolve(film) : this.cannot("this replay holds one run only");
    }
    pair() {
      return Promise.resolve(this.replay.pair ?? { differs: [] });
    }
    band(_view, slot, take) {
      const band = this.replay.bands?.[slot === "a" ? 0 : 1];
      if (band) take(band);
      return () => void 0;
    }
    why(view, about) {
      const k2 = Math.max(0, this.films.findIndex((film) => film.header.view === view));
      const people = this.films[k2]?.people ?? [];
      const key = "person" in about ? `${"ab"[k2]} person ${people[about.person]?.key}` : `${"ab"[k2]} tie ${about.tie.map((n2) => people[n2]?.key).join(" ")}`;
      const told = this.replay.why?.[key];
      return told ? Promise.resolve(told) : this.cannot("a replay cannot look into the run: open the scenario in the live app to ask why");
    }
    yaml(view) {
      const file = this.replay.yaml?.[this.films.findIndex((film) => film.header.view === view)];
      return file ? Promise.resolve(file) : this.cannot("this replay does not hold its scenario file");
    }
    dataUrl() {
      return null;
    }
    onConnection(_take) {
    }
    close() {
    }
    cannot(message) {
      return Promise.reject(new Troubles([{ message }]));
    }
  };

  // src/main.tsx
  var still = StillSource.ofDocument();
  var store = new Store(still ?? new LiveSource());
  new Player2(store);
  listen(store);
  Q(/* @__PURE__ */ a3(App, { store }), document.getElementById("app"));
  async function begin() {
    const from = linked(location.hash);
    await still?.hello();
    await store.begin(still?.views ?? from?.views ?? null, from?.more);
    const captions = still && store.state.hello?.tours[0];
    if (captions) store.toStep(captions.id, 0);
    keepAddress(store);
  }
  begin().catch((problem) => store.trouble(problem));
})();
